"""Small GGUF files for tests and benchmarks, made of numpy arrays: nothing binary is kept in the
repository.

`lead` and `copy` have hand-built weights: a two-layer LLaMA that is an induction head, so its
answer is known exactly. Layer 0 has ten heads that look 1 to 8, 14 and 15 tokens back (the phases
of RoPE are set by hand) and note what stands there; layer 1 finds the place in the prompt whose
left context looks most like the present one and copies the token that follows it. The assistant
mark seeks `<document>`, else `<|user|>`, for as long as it is within that context, so what stands
around the document does not matter; `</document>` and the end of the turn are copied as end of
answer. So `copy` answers with the document, `lead` with its first sentence; both are wrong only
where a document repeats itself for about eight tokens. `random` has seeded random weights of any
size.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, TokenType, quants

from tersely import prompts

Array = np.ndarray[Any, np.dtype[Any]]

WORDS = """
the of and to in a is that for it as was with be by on not he his but at are this have from or had an they
which one you were all her she there would their we him been has when who will no more if out so up said what its about
than into them can only other time new some could these two may first then do any like my now over such our man me even
most made after also did many off before must well back through years much where your way down should because long each
just state those people too how little good world make very year still see own work men day get here old life both
between being under three never know same last another while us might great go come since against right came take used
few house place during high without again home around small however found part school once report summary document text
section chapter paper result results method model data language number main key system user value type error test file
line name list code open source project version release change government company market price percent million study
research science energy water city country law court public group members meeting committee plan budget cost quarter
revenue growth sales customers service product team
The This That It In A An We He She They There However For On At As If When While After Before And But Summary
fox quick brown jumps lazy dog alpha beta gamma delta marker
""".split()

SPECIALS = [
    "<unk>",
    "<s>",
    "</s>",
    "<|system|>",
    "<|user|>",
    "<|assistant|>",
    "<|end|>",
    "<document>",
    "</document>",
]
UNK, BOS, EOS, SYSTEM, USER, ASSISTANT, END, DOCUMENT, DOCUMENT_END = range(len(SPECIALS))
TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}{{ '<|' + m['role'] + '|>' }}{{ m['content'] }}{{ '<|end|>' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)
CODE = 18
"""Dimensions of the random code that stands for one token."""
LOOK_BACK = (1, 2, 3, 4, 5, 6, 7, 8, 14, 15)
"""How far back each head of layer 0 looks."""
SEEK = 3.0
"""How much more than a matching token it counts that a mark is found: more than the whole context
taken together.
"""
EARLY = 60.0
"""Of places with the same context the earliest wins by this: twenty tokens are worth about one, a
context is worth twelve.
"""


@dataclass(frozen=True)
class Shape:
    """Sizes of a model; the defaults are what the hand-built weights need."""

    layers: int = 2
    width: int = 256
    feed_forward: int = 32
    heads: int = len(LOOK_BACK)
    kv_heads: int = 1
    head_length: int = 256
    window_tokens: int = 8192
    vocabulary: int = 0
    rope_base: float = 1e13
    """So large that most dimensions hardly turn: they hold content, the others position."""


SMALL = Shape(
    layers=2, width=64, feed_forward=64, heads=2, kv_heads=1, head_length=32, rope_base=1e4
)


def write(
    path: Path,
    mode: str = "lead",
    shape: Shape | None = None,
    tensor_type: str = "Q8_0",
    template: str | None = TEMPLATE,
    seed: int = 7,
    fill: float | None = None,
    only_byte: int | None = None,
    renamed: Mapping[str, str] | None = None,
    pooling: int | None = None,
) -> Path:
    """Write a model of `mode` (lead, copy, random) and return `path`; with `pooling` (1: the mean)
    it is one for embeddings.

    `fill` overwrites all weights with one number; with `only_byte` the model says nothing but this
    byte. `renamed` gives tokens other names.
    """
    shape = shape or (SMALL if mode == "random" else Shape())
    tokens, types, scores = vocabulary(shape.vocabulary)
    tokens = [(renamed or {}).get(token, token) for token in tokens]
    writer = GGUFWriter(str(path), "llama")
    _metadata(writer, mode, shape, tensor_type, template, tokens, types, scores)
    if pooling is not None:
        writer.add_uint32("llama.pooling_type", pooling)
    rng = np.random.default_rng(seed)
    weights = (
        _random(shape, len(tokens), rng)
        if mode == "random"
        else _copier(shape, tokens, rng, lead=mode == "lead")
    )
    if only_byte is not None:
        weights["token_embd.weight"][:, 0] = 1.0  # a constant that all layers leave positive
        weights["output.weight"][:] = 0.0
        weights["output.weight"][len(SPECIALS) + only_byte, 0] = 100.0
    for name, values in weights.items():
        _add(writer, name, values if fill is None else np.full_like(values, fill), tensor_type)
    _save(writer)
    return path


def write_adapter(path: Path, shape: Shape, kind: str = "adapter", seed: int = 3) -> Path:
    """Write a LoRA of rank 4 on the queries of layer 0; `kind` is its general.type."""
    rng = np.random.default_rng(seed)
    writer = GGUFWriter(str(path), "llama")
    writer.add_type(kind)
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 4.0)
    down, up = (
        rng.standard_normal((4, shape.width)),
        rng.standard_normal((shape.heads * shape.head_length, 4)),
    )
    writer.add_tensor("blk.0.attn_q.weight.lora_a", down.astype(np.float32))
    writer.add_tensor("blk.0.attn_q.weight.lora_b", up.astype(np.float32))
    _save(writer)
    return path


def vocabulary(size: int = 0) -> tuple[list[str], list[int], list[float]]:
    """Tokens, types and scores: specials, bytes, characters, and each prefix of each word
    (SentencePiece merges pairs).
    """
    tokens = SPECIALS + [f"<0x{byte:02X}>" for byte in range(256)]
    types = (
        [TokenType.UNKNOWN]
        + [TokenType.CONTROL] * 6
        + [TokenType.USER_DEFINED] * 2
        + [TokenType.BYTE] * 256
    )
    # A capital word at the head of a line has no space before it; spelled in letters it would be
    # found too easily elsewhere, and the copier would go on from there. So would the label of the
    # notes on a part.
    words = [f"\u2581{word}" for word in (*WORDS, *_prompt_words())]
    words += [word for word in WORDS if word[0].isupper()] + ["[part"]
    prefixes = {word[:length] for word in words for length in range(2, len(word) + 1)}
    plain = [
        "\u2581",
        *map(chr, range(33, 127)),
        *sorted(prefixes, key=lambda token: (len(token), token)),
    ]
    scores = [0.0] * len(tokens) + [float(len(token)) - 100.0 for token in plain]
    tokens += plain
    padding = max(0, size - len(tokens))
    tokens += [f"\u2581zq{index:06d}" for index in range(padding)]
    types += [TokenType.NORMAL] * (len(tokens) - len(types))
    return tokens, [int(kind) for kind in types], scores + [-1000.0] * padding


def _prompt_words() -> set[str]:
    """The words of the usual prompt. Spelled letter by letter it would be five times as long, and
    the tests as slow.
    """
    style = prompts.load("default")
    text = " ".join(
        (
            style.system,
            style.single,
            style.map,
            style.merge,
            style.reduce,
            prompts.frame("", "", ""),
        )
    )
    return set(re.findall(r"[A-Za-z]{3,}", text))


def _metadata(
    writer: GGUFWriter,
    mode: str,
    shape: Shape,
    tensor_type: str,
    template: str | None,
    tokens: list[str],
    types: list[int],
    scores: list[float],
) -> None:
    writer.add_name(f"tiny-{mode}")
    writer.add_file_type({"F32": 0, "F16": 1, "Q8_0": 7}[tensor_type])
    writer.add_context_length(shape.window_tokens)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head_length)
    writer.add_value_length(shape.head_length)
    writer.add_rope_dimension_count(shape.head_length)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(types)
    writer.add_bos_token_id(BOS)
    writer.add_eos_token_id(EOS)
    writer.add_unk_token_id(UNK)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(False)
    # What the hand-built weights do, they do by exact copying.
    writer.add_float32("general.sampling.penalty_repeat", 1.0)
    if template is not None:
        writer.add_chat_template(template)


def _save(writer: GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add(writer: GGUFWriter, name: str, values: Array, tensor_type: str) -> None:
    values = np.ascontiguousarray(values, dtype=np.float32)
    if values.ndim == 1 or tensor_type == "F32":
        writer.add_tensor(name, values)
    elif tensor_type == "F16":
        writer.add_tensor(name, values.astype(np.float16))
    else:
        kind = GGMLQuantizationType[tensor_type]
        writer.add_tensor(name, quants.quantize(values, kind), raw_dtype=kind)


def _layer(index: int, shape: Shape, **weights: Array) -> dict[str, Array]:
    """The tensors of one layer by their names in the file; what is not given is zero (norms: one)."""
    width, forward = shape.width, shape.feed_forward
    tensors = {
        "attn_norm": np.ones(width),
        "ffn_norm": np.ones(width),
        "ffn_gate": np.zeros((forward, width)),
        "ffn_up": np.zeros((forward, width)),
        "ffn_down": np.zeros((width, forward)),
    } | weights
    return {f"blk.{index}.{name}.weight": values for name, values in tensors.items()}


def _random(shape: Shape, tokens: int, rng: np.random.Generator) -> dict[str, Array]:
    def noise(*size: int) -> Array:
        return rng.standard_normal(size, dtype=np.float32) * np.float32(0.02)

    width, queries, keys = (
        shape.width,
        shape.heads * shape.head_length,
        shape.kv_heads * shape.head_length,
    )
    weights = {"token_embd.weight": noise(tokens, width), "output.weight": noise(tokens, width)}
    for index in range(shape.layers):
        weights |= _layer(
            index,
            shape,
            attn_q=noise(queries, width),
            attn_k=noise(keys, width),
            attn_v=noise(keys, width),
            attn_output=noise(width, queries),
            ffn_gate=noise(shape.feed_forward, width),
            ffn_up=noise(shape.feed_forward, width),
            ffn_down=noise(width, shape.feed_forward),
        )
    return weights | {"output_norm.weight": np.ones(width)}


# The residual stream of the copier: code of the token for matching | code for the answer | 1 | is a
# full stop | one slot per head of layer 0 (the matching code of the token it saw) | the code to be
# answered | filler.
_MATCH, _ANSWER, _ONE, _STOP = slice(0, CODE), slice(CODE, 2 * CODE), 2 * CODE, 2 * CODE + 1
_SEEN = 2 * CODE + 2
_OUT = slice(_SEEN + len(LOOK_BACK) * CODE, _SEEN + (len(LOOK_BACK) + 1) * CODE)


def _seen(head: int) -> slice:
    return slice(_SEEN + head * CODE, _SEEN + (head + 1) * CODE)


def _unit(codes: Array) -> Array:
    scaled: Array = codes / np.linalg.norm(codes, axis=-1, keepdims=True)
    return scaled


def _copier(
    shape: Shape, tokens: list[str], rng: np.random.Generator, *, lead: bool
) -> dict[str, Array]:
    quote, stop = tokens.index('"'), tokens.index(".")
    match, answer = (
        rng.standard_normal((len(tokens), CODE)),
        _unit(rng.standard_normal((len(tokens), CODE))),
    )
    match[:, :5] = (
        0.0  # dimensions 0 and 1 mark where a copy may begin; 2, 3 and 4 seek such a mark
    )
    match = _unit(match)
    axes = np.eye(CODE)
    match[DOCUMENT], match[USER] = axes[0], axes[1]
    match[ASSISTANT] = 6.0 * axes[2] + 3.0 * axes[3]
    match[quote, 4] = 4.5  # a string of a JSON answer begins with a copy, too

    embedding = np.zeros((len(tokens), shape.width))
    embedding[:, _MATCH], embedding[:, _ANSWER], embedding[:, _ONE] = match, answer, 1.0
    embedding[[END, DOCUMENT_END], _ANSWER] = answer[EOS]
    output = np.zeros((len(tokens), shape.width))
    output[:, _OUT] = answer * 20
    output[[UNK, BOS, SYSTEM, USER, ASSISTANT, END, DOCUMENT, DOCUMENT_END]] = 0
    if lead:
        embedding[stop, _STOP] = 1.0
        output[EOS, _STOP], output[quote, _STOP] = (
            4000.0,
            3000.0,
        )  # where a grammar forbids the end: close the string
    embedding[:, -1] = np.sqrt(
        50.0 - (embedding**2).sum(1)
    )  # equal norms, so that RMSNorm scales all keys alike

    turn = shape.rope_base ** (-2.0 * np.arange(shape.head_length // 2) / shape.head_length)
    return {
        "token_embd.weight": embedding,
        **_layer(0, shape, **_look_back(shape, turn)),
        **_layer(1, shape, **_copy(shape, turn)),
        "output_norm.weight": np.ones(shape.width),
        "output.weight": output,
    }


def _attention(shape: Shape) -> tuple[Array, Array, Array, Array]:
    queries = shape.heads * shape.head_length
    key = np.zeros((shape.head_length, shape.width))
    return (
        np.zeros((queries, shape.width)),
        key,
        np.zeros_like(key),
        np.zeros((shape.width, queries)),
    )


def _look_back(shape: Shape, turn: Array) -> dict[str, Array]:
    """Layer 0: head h attends to exactly LOOK_BACK[h] tokens back and writes that token's matching
    code to its slot.
    """
    query, key, value, out = _attention(shape)
    turning = np.where(turn > 4e-5)[0]
    strength = np.where(turn[turning] > 5e-3, 16.0, 4.8)
    key[2 * turning, _ONE] = strength
    value[:CODE, _MATCH] = np.eye(CODE)
    for head, distance in enumerate(LOOK_BACK):
        at = head * shape.head_length
        phase = -distance * turn[turning]
        query[at + 2 * turning, _ONE] = strength * np.cos(phase)
        query[at + 2 * turning + 1, _ONE] = strength * np.sin(phase)
        out[_seen(head), at : at + CODE] = np.eye(CODE) * 0.442
    return {"attn_q": query, "attn_k": key, "attn_v": value, "attn_output": out}


def _copy(shape: Shape, turn: Array) -> dict[str, Array]:
    """Layer 1: one head compares what stands before the query with what stands before every key,
    and copies.
    """
    query, key, value, out = _attention(shape)
    still = np.where(turn <= 4e-5)[0]
    slots = np.stack([2 * still, 2 * still + 1], 1).reshape(-1)
    plain, keys = np.eye(CODE), np.eye(CODE)
    plain[range(5), range(5)] = 0
    keys[range(2, 5), range(2, 5)] = 0
    # The key's token at distance d is compared with the query's at d - 1; distance 0 is the token
    # itself.
    comparable = [distance for distance in LOOK_BACK if distance - 1 in (0, *LOOK_BACK)]
    slots = slots[-len(comparable) * CODE :]
    for index, distance in enumerate(comparable):
        seek = plain.copy()
        seek[0, 2] = seek[1, 3] = SEEK
        if distance <= 2:
            seek[0, 4] = 1
        rows = slots[index * CODE : (index + 1) * CODE]
        near = _MATCH if distance == 1 else _seen(LOOK_BACK.index(distance - 1))
        query[rows, near] = seek * 14.0
        key[rows, _seen(LOOK_BACK.index(distance))] = keys * 14.0
    turning = np.where(turn > 4e-5)[0]
    slow = turning[np.argmin(abs(turn[turning] - 2.0e-4))]  # of equal places the earliest wins
    query[2 * slow + 1, _ONE], key[2 * slow, _ONE] = -EARLY, EARLY
    value[:CODE, _ANSWER] = np.eye(CODE)
    out[_OUT, :CODE] = np.eye(CODE) * 4
    return {"attn_q": query, "attn_k": key, "attn_v": value, "attn_output": out}
