"""LaTeX: sections are headings, commands are no text."""

from __future__ import annotations

from tersely import documents
from tersely.records import Document


def read(text: str, name: str) -> Document:
    return documents.read_bytes(text.encode(), name=name)


TEX = r"""\documentclass{article}
\usepackage[utf8]{inputenc}
\title{Dredging \& more}
\begin{document}
\maketitle % not this
\begin{abstract}
It cost 9\% more~\cite{smith2024}, which is \emph{remarkable}.
\end{abstract}
\section{Introduction}\label{sec:a}
``Gr\"o\ss e'' and caf\'e -- see Figure~\ref{fig:a}\footnote{A note.}: $a = 9\%$.
\subsection*{Items}
\begin{itemize}
\item one
\item \textbf{two}
\end{itemize}
\begin{figure}\includegraphics[width=5cm]{a.png}\caption{The basin}\end{figure}
\begin{tabular}{ll} A & B \\ 1 & 2 \\ \end{tabular}
\begin{verbatim}
\section{no}
\end{verbatim}
\end{document}
after
"""


def test_latex() -> None:
    """No preamble, no comments, no commands; sections, items, captions, accents, tables."""
    document = read(TEX, "paper.tex")
    text = " ".join(document.text.split())
    assert text.startswith(
        "# Dredging & more Abstract: It cost 9% more [smith2024], which is remarkable. # Introduction "
        "“Größe” and café – see Figure [fig:a] (A note.): $a = 9%$. ## Items - one - two The basin"
    )
    assert "A | B" in text
    assert text.endswith("``` \\section{no} ```")
    assert [mark.label for mark in document.marks] == ["Dredging & more", "Introduction", "Items"]
    assert [str(part) for part in document.unread] == ["1 picture: a.png"]
