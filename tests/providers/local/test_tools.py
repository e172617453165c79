"""The tools: facts of a file, the files in a folder, smaller copies, names on the hub, and this
machine's memory.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import gguf_models
from tersely.errors import InputError, UsageError
from tersely.providers.local import hub, machine, recommended, tools


def test_info_goes_up_to_the_window_of_the_model(tmp_path: Path) -> None:
    """Memory at the usual sizes below the model's window and at the window itself, growing."""
    path = gguf_models.write(tmp_path / "m.gguf", "random", gguf_models.Shape(window_tokens=6000))
    model, fits = tools.info(path)
    assert [fit.context_tokens for fit in fits] == [2048, 4096, 6000]
    needs = [fit.memory.total for fit in fits]
    assert needs == sorted(needs)
    assert needs[0] > model.weight_bytes
    assert all(fit.fits in (True, None) for fit in fits)


def test_listing_names_what_is_unusable(tmp_path: Path) -> None:
    """Good files have a header, broken ones their reason; other files are not mentioned."""
    good = gguf_models.write(tmp_path / "b.gguf", "random")
    (tmp_path / "sub").mkdir()
    broken = tmp_path / "sub" / "a.gguf"
    broken.write_text("no model")
    (tmp_path / "readme.txt").write_text("x")
    found = tools.listing([tmp_path, tmp_path / "sub", tmp_path / "absent"])
    assert [one.path for one in found] == [good, broken]
    assert found[0].header is not None
    assert "not a GGUF file" in found[1].problem


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hf:owner/repo/file.gguf", ("owner/repo", "file.gguf")),
        ("hf:owner/repo/sub/file-Q4_K_M.gguf", ("owner/repo", "sub/file-Q4_K_M.gguf")),
    ],
)
def test_hub_names(name: str, expected: tuple[str, str]) -> None:
    """Repository and file are told apart, folders belong to the file."""
    assert hub.parse(name) == expected


@pytest.mark.parametrize(
    "name",
    ["hf:", "hf:owner/repo", "hf:owner/file.gguf", "hf:owner/repo/file.bin", "hf://repo/a.gguf"],
)
def test_bad_hub_names(name: str) -> None:
    """What does not name a GGUF is a usage error that shows the form."""
    with pytest.raises(UsageError) as caught:
        hub.parse(name)
    assert "hf:OWNER/REPO/FILE.gguf" in caught.value.hint


def test_available_memory_is_the_tightest_limit(tmp_path: Path) -> None:
    """MemAvailable, unless the container allows less; "max" is no limit."""
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/meminfo").write_text("MemTotal: 9000 kB\nMemAvailable:    4000 kB\n")
    group = tmp_path / "sys/fs/cgroup"
    group.mkdir(parents=True)
    assert machine.available_bytes(tmp_path) == 4000 * 1024
    (group / "memory.current").write_text("1000000\n")
    (group / "memory.max").write_text("max\n")
    assert machine.available_bytes(tmp_path) == 4000 * 1024
    (group / "memory.max").write_text("3000000\n")
    assert machine.available_bytes(tmp_path) == 2_000_000
    assert machine.cores() >= 1


@pytest.mark.local
def test_quantize(tmp_path: Path) -> None:
    """The copy is smaller, of the type asked for, with the same parameters; progress reaches the
    end; nothing is left over.
    """
    source = gguf_models.write(tmp_path / "f16.gguf", "random", tensor_type="F16")
    steps: list[tuple[int, int]] = []
    made = tools.quantize(
        source, tmp_path / "q8.gguf", "Q8_0", lambda done, total: steps.append((done, total))
    )
    assert (made.quantization, made.path) == ("Q8_0", tmp_path / "q8.gguf")
    assert made.file_bytes < source.stat().st_size
    assert steps[-1][0] == steps[-1][1] > 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f16.gguf", "q8.gguf"]


@pytest.mark.local
def test_quantize_refuses(tmp_path: Path) -> None:
    """An existing target stays as it is; an unknown type, a quantized and a broken source are
    errors that leave nothing.
    """
    source = gguf_models.write(tmp_path / "q8.gguf", "random")
    kept = tmp_path / "kept.gguf"
    kept.write_text("mine")
    with pytest.raises(UsageError, match="exists"):
        tools.quantize(source, kept, "Q4_0")
    with pytest.raises(UsageError, match="is not a quantization"):
        tools.quantize(source, tmp_path / "new.gguf", "Q9")
    with pytest.raises(InputError, match="already quantized"):
        tools.quantize(source, tmp_path / "new.gguf", "Q4_0")
    with pytest.raises(InputError, match="not a GGUF file"):
        tools.quantize(kept, tmp_path / "new.gguf", "Q4_0")
    assert kept.read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.gguf", "q8.gguf"]


@pytest.mark.local
def test_a_stop_ends_the_quantizer_and_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C after the first tensor: the child process is gone, and neither the target nor a part
    of it is there.
    """
    source = gguf_models.write(tmp_path / "f16.gguf", "random", tensor_type="F16")

    def stop(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tools.quantize(source, tmp_path / "q8.gguf", "Q8_0", stop)
    assert list(tmp_path.iterdir()) == [source]


def test_what_neighbours_do_is_told_from_our_own_work(tmp_path: Path) -> None:
    """Work of the allowed processors since the look before, less what this process did; waiting is
    no work, and a machine without such a file has no neighbours.
    """
    stat = tmp_path / "proc" / "stat"
    stat.parent.mkdir()
    first = min(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
    row = f"cpu9999 1 1 1 1 1 1 1 1\ncpu{first} {{}} 0 0 500 90 0 0 0 0 0\n"
    stat.write_text(row.format(100))
    neighbours = machine.Neighbours(tmp_path)
    stat.write_text(row.format(100 + 1_000_000))
    assert neighbours.busy_cores() > 1
    assert neighbours.busy_cores() < 1
    stat.unlink()
    assert machine.Neighbours(tmp_path).busy_cores() == 0


@pytest.mark.parametrize(("quota", "most"), [("100000 100000", 1), ("max 100000", 1 << 16)])
def test_a_container_may_not_use_all_cores(tmp_path: Path, quota: str, most: int) -> None:
    """The limit of the control group counts, and at least one core is used."""
    limit = tmp_path / "sys/fs/cgroup/cpu.max"
    limit.parent.mkdir(parents=True)
    limit.write_text(quota)
    assert 1 <= machine.cores(tmp_path) <= most


def test_every_recommended_model_can_be_named() -> None:
    """Each row names a file on the hub, and needs more memory than its file has bytes."""
    rows = recommended.models()
    assert len(rows) >= 5
    for name, row in rows.items():
        assert hub.parse(recommended.hub_name(name.upper()))[1].endswith(".gguf")
        assert row.memory_gb > row.size_gb > row.parameters_b / 4
        assert row.licence
    assert recommended.hub_name("hf:o/r/f.gguf") == "hf:o/r/f.gguf"
    with pytest.raises(UsageError) as caught:
        recommended.hub_name("qwen3-4")
    assert "Did you mean qwen3-4b?" in caught.value.hint
