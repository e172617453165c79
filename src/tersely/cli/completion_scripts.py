"""Completion scripts for four shells, each with all the words it may offer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# A shell would execute the rest: a folder of a style may be called "$(rm -r x)".
_PLAIN = re.compile(r"[\w.:/@=+-]+")


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its names, its help, and what may stand after it."""

    names: tuple[str, ...]
    text: str = ""
    takes_value: bool = False
    choices: tuple[str, ...] = ()
    files: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What can be completed. `options` are keyed by the command ("batch", "config set"),
    `subcommands` by the group, `arguments` by the command that takes one of a few words.
    """

    commands: tuple[str, ...]
    options: Mapping[str, Sequence[Option]]
    subcommands: Mapping[str, tuple[str, ...]]
    arguments: Mapping[str, tuple[str, ...]]

    def names_of(self, command: str) -> list[str]:
        """All options of a command."""
        return [name for option in self.options[command] for name in option.names]

    def with_values(self) -> dict[str, Option]:
        """The options that take a value, by name; the same name means the same everywhere."""
        return {
            name: option
            for options in self.options.values()
            for option in options
            for name in option.names
            if option.takes_value
        }


def bash(words: Words) -> str:
    """For bash 3.2 and later."""
    return f"""\
# bash completion of tersely; made by: tersely completion bash
_tersely() {{
  local cur="${{COMP_WORDS[COMP_CWORD]}}" prev="${{COMP_WORDS[COMP_CWORD-1]}}"
  local command=summarize key list="" files=yes
  COMPREPLY=()
{_shell_body(words)}
  COMPREPLY=( $(compgen -W "$list" -- "$cur") )
  if [ -n "$files" ]; then
    local IFS=$'\\n'
    COMPREPLY+=( $(compgen -f -- "$cur") )
  fi
  case "${{COMPREPLY[0]}}" in *=) compopt -o nospace +o filenames 2>/dev/null;; esac
}}
complete -o filenames -o bashdefault -F _tersely tersely"""


def zsh(words: Words) -> str:
    """For zsh, after compinit."""
    return f"""\
#compdef tersely
# zsh completion of tersely, to be read after compinit; made by: tersely completion zsh
_tersely() {{
  local cur="${{words[CURRENT]}}" prev="${{words[CURRENT-1]}}"
  local command=summarize key list="" files=yes
  local -a COMP_WORDS=("${{words[@]}}")
  local COMP_CWORD=$((CURRENT-1))
  setopt localoptions ksharrays
{_shell_body(words)}
  unsetopt ksharrays
  local -a plain open
  local word
  for word in ${{=list}}; do
    if [[ "$word" == *= ]]; then open+=("$word"); else plain+=("$word"); fi
  done
  (( ${{#plain}} )) && compadd -a plain
  (( ${{#open}} )) && compadd -S '' -a open
  if [[ -n "$files" ]]; then _files; fi
  return 0
}}
if [[ "$funcstack[1]" == _tersely ]]; then _tersely "$@"; else compdef _tersely tersely; fi"""


def _shell_body(words: Words) -> str:
    """What bash and zsh share: from COMP_WORDS and COMP_CWORD to `list` and `files`."""
    groups = "|".join(words.subcommands)
    return f"""\
  if [ "$COMP_CWORD" -gt 1 ]; then
    case "${{COMP_WORDS[1]}}" in
      {"|".join(words.commands)}) command="${{COMP_WORDS[1]}}";;
    esac
  fi
  key="$command"
  if [ "$COMP_CWORD" -gt 2 ]; then
    case "$command" in {groups}) key="$command ${{COMP_WORDS[2]}}";; esac
  fi
  case "$prev" in
{_values(words)}
    *)
      case "$cur" in
        -*) files=""
          case "$key" in
{_cases({name: words.names_of(name) for name in words.options})}
          esac;;
        *)
          case "$key" in
{_cases(words.arguments, files="")}
          esac
          if [ "$COMP_CWORD" -eq 2 ]; then
            case "$command" in
{_cases(words.subcommands, files="")}
            esac
          fi
          if [ "$COMP_CWORD" -eq 1 ]; then list="{" ".join(words.commands)}"; fi;;
      esac;;
  esac"""


def _values(words: Words) -> str:
    lines = []
    for name, option in words.with_values().items():
        files = "yes" if option.files else ""
        lines.append(f'    {name}) list="{_joined(option.choices)}"; files="{files}";;')
    return "\n".join(lines)


def _cases(lists: Mapping[str, Iterable[str]], files: str | None = None) -> str:
    also = "" if files is None else f' files="{files}";'
    return "\n".join(
        f'            "{name}") list="{_joined(entries)}";{also};'
        for name, entries in lists.items()
    )


def fish(words: Words) -> str:
    """For fish 3 and later."""
    lines = [
        "# fish completion of tersely",
        "function __tersely_key",
        "  set -l given (commandline -opc)",
        f"  set -l commands {' '.join(words.commands)}",
        "  if test (count $given) -lt 2; or not contains -- $given[2] $commands",
        "    echo summarize; return",
        "  end",
        f"  if contains -- $given[2] {' '.join(words.subcommands)}; and test (count $given) -gt 2",
        '    echo "$given[2] $given[3]"; return',
        "  end",
        "  echo $given[2]",
        "end",
        "function __tersely_at",
        '  test (__tersely_key) = "$argv"',
        "end",
        "function __tersely_first",
        "  test (count (commandline -opc)) -eq 1",
        "end",
    ]
    lines += [_fish_words("__tersely_first", words.commands)]
    for name, entries in (*words.subcommands.items(), *words.arguments.items()):
        lines.append(_fish_words(f"__tersely_at {name}", entries) + " -f")
    for command, options in words.options.items():
        lines += [_fish_option(command, option) for option in options]
    return "\n".join(lines)


def _fish_words(condition: str, entries: Iterable[str]) -> str:
    return f"complete -c tersely -n '{condition}' -a '{_joined(entries)}'"


def _fish_option(command: str, option: Option) -> str:
    parts = [f"complete -c tersely -n '__tersely_at {command}'"]
    parts += [f"-{'l' if n.startswith('--') else 's'} {n.lstrip('-')}" for n in option.names]
    if option.takes_value:
        parts.append("-r" if option.files else "-x")
    if option.choices:
        parts.append(f"-a '{_joined(option.choices)}'")
    if option.text:
        parts.append(f"-d '{_single_quoted(option.text)}'")
    return " ".join(parts)


def powershell(words: Words) -> str:
    """For PowerShell 5 and later."""
    options = {name: words.names_of(name) for name in words.options}
    values = {
        name: option.choices for name, option in words.with_values().items() if option.choices
    }
    return f"""\
# PowerShell completion of tersely; made by: tersely completion powershell
Register-ArgumentCompleter -Native -CommandName tersely -ScriptBlock {{
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = {_array(words.commands)}
  $groups = {_hash(words.subcommands)}
  $arguments = {_hash(words.arguments)}
  $options = {_hash(options)}
  $values = {_hash(values)}
  $given = @($commandAst.CommandElements | ForEach-Object {{ $_.ToString() }})
  if ($wordToComplete) {{ $given = @($given | Select-Object -SkipLast 1) }}
  $command = 'summarize'
  if ($given.Count -gt 1 -and $commands -contains $given[1]) {{ $command = $given[1] }}
  $key = $command
  if ($given.Count -gt 2 -and $groups.ContainsKey($command)) {{ $key = "$command $($given[2])" }}
  $previous = $given[-1]
  if ($values.ContainsKey($previous)) {{ $list = $values[$previous] }}
  elseif ($wordToComplete.StartsWith('-')) {{ $list = $options[$key] }}
  elseif ($given.Count -eq 1) {{ $list = $commands }}
  elseif ($arguments.ContainsKey($key)) {{ $list = $arguments[$key] }}
  elseif ($given.Count -eq 2 -and $groups.ContainsKey($command)) {{ $list = $groups[$command] }}
  else {{ $list = @() }}
  $list | Where-Object {{ $_ -like "$wordToComplete*" }} | ForEach-Object {{
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }}
}}"""


def _array(entries: Iterable[str]) -> str:
    return "@(" + ", ".join(f"'{entry}'" for entry in _plain(entries)) + ")"


def _hash(lists: Mapping[str, Iterable[str]]) -> str:
    rows = "; ".join(f"'{name}' = {_array(entries)}" for name, entries in lists.items())
    return "@{ " + rows + " }"


def _plain(entries: Iterable[str]) -> list[str]:
    """The words that mean themselves in every shell; the others are not completed."""
    return [entry for entry in entries if _PLAIN.fullmatch(entry)]


def _joined(entries: Iterable[str]) -> str:
    return " ".join(_plain(entries))


def _single_quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


SCRIPTS = {"bash": bash, "zsh": zsh, "fish": fish, "powershell": powershell}
