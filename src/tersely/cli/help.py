"""The text of `tersely --help`: curated, importing nothing. A test checks that each flag in it
exists.
"""

HELP = """\
Usage: tersely [OPTIONS] [INPUT]...
       tersely COMMAND ...

Summarize text of any length with the model you choose, and say honestly what
was read, what it cost and how it ended. INPUT is a file, a URL or - (stdin);
several INPUTs give one summary. With no key it works offline (extractive).

  tersely report.pdf                            summarize a file
  git log -p | tersely -s changelog             summarize what is piped in
  tersely batch papers/ -o summaries/           one summary per file, resumable
  tersely compare report.pdf                    your models, side by side
  pbpaste | tersely check - --source doc.pdf    find what a summary made up
  tersely ask "Who raised it?" reports/         an answer from many files
  tersely diff old.docx new.docx                what changed, passage by passage

What to write
  -l, --length LEN     short, medium, long, xl, or 120w 5s 8b 10%     [medium]
  -s, --style NAME     bullets, tldr, executive, minutes ... (tersely styles)
  -f, --focus TEXT     what to look for
      --lang LANG      language of the summary            [as in the document]
      --prompt TEXT    your own instruction, or @FILE
      --cite           mark where each sentence comes from
With which model
  -m, --model REF      openai, anthropic/MODEL, gemini, grok, ollama/MODEL,
                       ./model.gguf, extractive              (tersely models)
      --map-model REF  a cheaper model for the parts of a long document
      --set KEY=VALUE  temperature=0.3, top_p=0.9, seed=7, chunk_tokens=4000
      --offline        nothing leaves this machine
What it may cost
  -n, --dry-run        show calls, tokens and cost; send nothing
      --max-cost USD   stop before the call that would pass it           [1.00]
      --no-cache       neither use nor fill the cache
Output
  -o, --output FILE    write to FILE
      --html FILE      a page: click a sentence to see its passage (--open)
      --copy           put the summary on the clipboard
      --json           one JSON object, errors included
      --plain          raw Markdown: no color, no streaming
      --color WHEN     auto, always, never (NO_COLOR and FORCE_COLOR count too)
  -q, -v, -vv          quiet, details, requests
  -V, --version        -h, --help

"covers 4 of 7 sections ▃█▃▁▃▁▁▁▃▁": which sections the summary draws from; the
bars are ten equal parts of the text, from start to end.

Commands: batch compare check ask agree diff history | models styles doctor keys
          config cache | eval chunks local completion | mcp serve
          (tersely help COMMAND)
Exit: 0 ok 1 bug 2 usage 3 key/config 4 input 5 provider 6 partial 7 budget
      8 cut/refused 9 unsupported claims 130/143 stopped
"""
