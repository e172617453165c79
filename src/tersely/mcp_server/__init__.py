"""`tersely mcp`: the Model Context Protocol, by the official SDK (extra `mcp`).

    arguments   what each tool takes, checked before anything is read
    tools       arguments -> app.Operations in the background -> a result below a cap
    forms       a result as text, for clients that show only that
    catalog     resources (styles, models) and prompts (one for each style)
    roots       the folders that the client grants
    server      all of it on stdio, or over HTTP on loopback

No logic of its own: whatever a tool answers, `tersely ... --json` answers too.
"""
