"""Inputs in, outputs out: what becomes what, what is skipped, and that no half file is ever left behind."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sketch2fashion.cli.output import Batch, Job, plan_batch, read_input, run_batch, write_output
from sketch2fashion.errors import BadSketch, BadValue, NotFound, TooLarge
from sketch2fashion.settings import settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with `in/a.png`, `in/a.jpg`, `in/deep/b.svg` and a text file."""
    for name in ("in/a.png", "in/a.jpg", "in/deep/b.svg", "in/notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def plan(*inputs: str, out: str | None = None, **options: Any) -> dict[str, tuple[str, ...]]:
    return {job.source: job.outputs for job in plan_batch(inputs, out, ending="-garment.png", **options).jobs}


@pytest.mark.usefixtures("folder")
class TestPlan:
    def test_one_input_without_out_goes_beside_where_we_stand(self) -> None:
        assert plan("in/a.png") == {"in/a.png": ("a-garment.png",)}

    def test_one_input_goes_where_out_says(self) -> None:
        assert plan("in/a.png", out="x/y.png") == {"in/a.png": ("x/y.png",)}

    @pytest.mark.parametrize("out", ["in", "new/"])
    def test_one_input_may_go_into_a_folder(self, out: str) -> None:
        assert plan("in/a.png", out=out) == {"in/a.png": (str(Path(out) / "a-garment.png"),)}

    def test_variants_are_numbered(self) -> None:
        assert plan("in/a.png", out="out.png", variants=3) == {"in/a.png": ("out-1.png", "out-2.png", "out-3.png")}

    def test_standard_input_goes_to_standard_output(self) -> None:
        assert plan("-") == {"-": ("-",)}

    def test_standard_input_with_json_becomes_a_file(self) -> None:
        assert plan("-", as_json=True) == {"-": ("stdin-garment.png",)}

    def test_a_folder_keeps_its_shape_and_equal_stems_stay_apart(self) -> None:
        assert plan("in", out="out") == {
            "in/a.jpg": ("out/a-jpg-garment.png",),
            "in/a.png": ("out/a-png-garment.png",),
            "in/deep/b.svg": ("out/deep/b-garment.png",),
        }

    def test_the_same_name_from_two_folders_never_overwrites(self) -> None:
        outputs = plan("in/a.png", "in/../in/a.png", out="out")
        assert len(set(outputs.values())) == 2

    @pytest.mark.parametrize(
        ("inputs", "options", "said"),
        [
            (["nowhere.png"], {}, 'no file or folder "nowhere.png"'),
            (["in/a.png", "in/a.jpg"], {"out": "in/notes.txt"}, "is a file; many inputs go into a folder"),
            (["in/a.png", "in/a.jpg"], {"out": "-"}, "Name a folder"),
            (["-"], {"variants": 2}, "Several variants"),
            (["in/a.png"], {"out": "-", "as_json": True}, "both a picture and JSON"),
            ([], {}, "No input"),
        ],
    )
    def test_what_cannot_be_is_one_clear_sentence(self, inputs: list[str], options: dict[str, Any], said: str) -> None:
        with pytest.raises((BadValue, NotFound)) as caught:
            plan(*inputs, **options)
        assert said in str(caught.value)

    def test_a_folder_without_drawings_says_what_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        with pytest.raises(BadValue, match=r"\.svg"):
            plan("empty")


class TestRead:
    def test_a_file_and_standard_input(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"drawing")))
        assert read_input("in/a.png") == b"in/a.png"
        assert read_input("-") == b"drawing"

    def test_a_missing_file_a_folder_and_too_much(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(NotFound, match="nowhere"):
            read_input("nowhere")
        with pytest.raises(BadValue, match="cannot be read"):
            read_input("in")
        monkeypatch.setenv("SKETCH2FASHION_MAX_BYTES", "1000")
        settings.cache_clear()
        (folder / "big").write_bytes(b"x" * 1001)
        try:
            with pytest.raises(TooLarge):
                read_input("big")
        finally:
            monkeypatch.undo()
            settings.cache_clear()


class TestRun:
    batch = Batch((Job("good.png", ("out/good.png",)), Job("bad.png", ("out/bad.png",)), Job("last.png", ("out/last.png",))), many=True)

    @staticmethod
    def make(job: Job) -> Mapping[str, Any]:
        if job.source == "bad.png":
            raise BadSketch("It is no drawing.")
        write_output(job.outputs[0], b"garment")
        return {"out": list(job.outputs)}

    @pytest.mark.usefixtures("folder")
    def test_a_bad_input_costs_only_itself_and_a_second_run_only_what_is_missing(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run_batch(self.batch, self.make, as_json=True) == 2
        captured = capsys.readouterr()
        report = json.loads(captured.out)
        assert [result["input"] for result in report["results"]] == ["good.png", "last.png"]
        assert report["failed"] == [{"input": "bad.png", "code": "bad_sketch", "message": "It is no drawing."}]
        assert "Error: bad.png: It is no drawing." in captured.err
        run_batch(self.batch, self.make, as_json=True)
        again = json.loads(capsys.readouterr().out)
        assert again["skipped"] == ["good.png", "last.png"]
        assert again["results"] == []

    @pytest.mark.usefixtures("folder")
    def test_overwrite_makes_everything_again(self, capsys: pytest.CaptureFixture[str]) -> None:
        for _ in range(2):
            run_batch(Batch(self.batch.jobs[:1], many=True, overwrite=True), self.make, as_json=True)
        assert capsys.readouterr().out.count('"skipped": []') == 2

    def test_one_inputs_error_goes_to_the_edge(self) -> None:
        with pytest.raises(BadSketch):
            run_batch(Batch(self.batch.jobs[1:2], many=False), self.make, as_json=True)

    def test_one_inputs_fields_are_the_object(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run_batch(Batch(self.batch.jobs[:1], many=False), self.make, as_json=True) == 0
        assert json.loads(capsys.readouterr().out) == {"out": ["out/good.png"]}


class TestWrite:
    def test_folders_are_made_and_nothing_else_is_left(self, tmp_path: Path) -> None:
        write_output(str(tmp_path / "new" / "a.png"), b"whole")
        assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.png"]
        assert (tmp_path / "new" / "a.png").read_bytes() == b"whole"

    def test_a_failed_write_leaves_the_old_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        target = tmp_path / "a.png"
        target.write_bytes(b"old")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", full)
        with pytest.raises(BadValue, match="No space left"):
            write_output(str(target), b"new")
        assert target.read_bytes() == b"old"
        assert [path.name for path in tmp_path.iterdir()] == ["a.png"]

    def test_a_place_that_cannot_be_written_is_one_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises(BadValue, match="cannot be written"):
            write_output(str(tmp_path / "file" / "a.png"), b"")


@hypothesis_settings(deadline=None)
@given(names=st.lists(st.sampled_from(["a.png", "a.jpg", "a.png.jpg", "b.svg", "a-png.webp", "a-jpg.png"]), min_size=2, max_size=8))
def test_outputs_of_one_batch_are_distinct(names: list[str]) -> None:
    from sketch2fashion.cli.output import _distinct

    targets = _distinct([Path(name).stem for name in names], names)
    assert len(set(targets)) == len(targets)
