"""From a document to a summary: `plan.plan` says what will be sent and what it may cost, `run.run`
does it. Import from its modules: the offline engine needs none of the others.
"""
