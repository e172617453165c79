"""What a text states that can be looked up: numbers, dates, names, addresses, quotations; and
Markdown as a reader sees it.
"""
