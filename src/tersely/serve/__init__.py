"""`tersely serve`: an HTTP API and a page for this machine's browser (extra `serve`).

    requests    what a request may say, as pydantic models: the API's input and its OpenAPI document
    intake      the bytes of a request, JSON or multipart, within limits -> an Order
    jobs        what is being done and was done: it outlives its connection, and can be cancelled
    work        Order -> app.Operations in the background -> JSON by app.results
    streams     a job as server-sent events
    problems    errors as problem+json, with the kinds of the command line
    api         the routes of /v1
    page        the routes of the page: a form, a job, its result, downloads
    server      the app, who may connect (app.guard), and an orderly end

No logic of its own: a result is the JSON of `tersely ... --json`.
"""
