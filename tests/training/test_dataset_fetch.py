"""Fetching, against a server on the loopback interface that holds a small set and misbehaves on request."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sketch2fashion.cli import main
from sketch2fashion.errors import BadFeed, BadValue, NotFound
from sketch2fashion.training.dataset import fetch
from sketch2fashion.training.dataset.build import git_blob
from sketch2fashion.training.dataset.fetch import COMMIT, REPOSITORY, Origin, fetch_clothing

SHA = COMMIT + "0" * (40 - len(COMMIT))
FILES = {f"images/photo-{number}.jpg": bytes([number]) * (500 + number) for number in range(6)} | {"images.csv": b"image,label\n"}


class Source:
    """The set, and what goes wrong with it: `faults` maps a path to the bodies of its first answers."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.faults: dict[str, list[bytes | int]] = {}
        self.blobs = {path: git_blob(data) for path, data in FILES.items()}
        self.sha = SHA
        self.truncated = False
        source = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                source.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                """Stay silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.origin = Origin(listing=base, files=base + "/raw")
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path.partition("?")[0]
        if path == f"/repos/{REPOSITORY}/commits/{COMMIT}":
            self.send(request, json.dumps({"sha": self.sha}).encode())
        elif path == f"/repos/{REPOSITORY}/git/trees/{SHA}":
            tree = [{"path": name, "type": "blob", "sha": blob} for name, blob in self.blobs.items()]
            others = [{"path": "README.md", "type": "blob", "sha": "0" * 40}, {"path": "images", "type": "tree", "sha": "1" * 40}]
            self.send(request, json.dumps({"tree": tree + others, "truncated": self.truncated}).encode())
        else:
            name = path.removeprefix(f"/raw/{REPOSITORY}/{SHA}/")
            self.asked[name] += 1
            faults = self.faults.get(name, [])
            fault = faults.pop(0) if faults else FILES.get(name, 404)
            self.send(request, fault, announced=len(FILES.get(name, b"")) or None)

    def send(self, request: BaseHTTPRequestHandler, body: bytes | int, announced: int | None = None) -> None:
        if isinstance(body, int):
            request.send_error(body)
            return
        request.send_response(200)
        request.send_header("Content-Length", str(announced or len(body)))
        request.end_headers()
        request.wfile.write(body)


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    monkeypatch.setattr(fetch, "FIRST_PAUSE", 0.01)
    started = Source()
    yield started
    started.server.shutdown()
    started.server.server_close()


def table_of(path: Path, names: list[str], blobs: dict[str, str]) -> Path:
    rows = [f"{name},{blobs[f'images/{name}.jpg']}" for name in names]
    path.write_text("\n".join(["source_id,git_blob", *rows]) + "\n")
    return path


def copy_on_disk(folder: Path) -> Path:
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_every_photo_and_the_labels_arrive(source: Source, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    report = fetch_clothing(tmp_path, origin=source.origin, progress=lambda done, of: heard.append((done, of)))
    assert (report.fetched, report.already, report.failures) == (7, 0, ())
    assert {str(path.relative_to(tmp_path)): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == FILES
    assert heard[-1] == (7, 7)


def test_what_is_there_is_not_fetched_again(source: Source, tmp_path: Path) -> None:
    fetch_clothing(tmp_path, origin=source.origin)
    (tmp_path / "images/photo-2.jpg").unlink()
    (tmp_path / "images/photo-3.jpg").write_bytes(b"half of")
    source.asked.clear()
    report = fetch_clothing(tmp_path, origin=source.origin)
    assert (report.fetched, report.already) == (2, 5)
    assert set(source.asked) == {"images/photo-2.jpg", "images/photo-3.jpg"}
    assert (tmp_path / "images/photo-3.jpg").read_bytes() == FILES["images/photo-3.jpg"]


def test_a_connection_that_breaks_is_tried_again(source: Source, tmp_path: Path) -> None:
    source.faults["images/photo-1.jpg"] = [b"cut off", 503]
    assert fetch_clothing(tmp_path, origin=source.origin).failures == ()
    assert source.asked["images/photo-1.jpg"] == 3


def test_content_that_is_wrong_once_is_tried_again(source: Source, tmp_path: Path) -> None:
    source.faults["images/photo-1.jpg"] = [b"x" * len(FILES["images/photo-1.jpg"])]
    assert fetch_clothing(tmp_path, origin=source.origin).failures == ()
    assert (tmp_path / "images/photo-1.jpg").read_bytes() == FILES["images/photo-1.jpg"]


def test_content_that_stays_wrong_is_reported_and_never_kept(source: Source, tmp_path: Path) -> None:
    source.blobs["images/photo-4.jpg"] = "f" * 40
    report = fetch_clothing(tmp_path, origin=source.origin)
    ((path, reason),) = report.failures
    assert path == "images/photo-4.jpg"
    assert "not what the commit holds" in reason
    assert report.fetched == 6
    assert not list(tmp_path.rglob("*photo-4*"))


def test_a_file_that_is_gone_is_reported_at_once(source: Source, tmp_path: Path) -> None:
    source.blobs["images/gone.jpg"] = "a" * 40
    ((path, reason),) = fetch_clothing(tmp_path, origin=source.origin).failures
    assert path == "images/gone.jpg"
    assert "404" in reason
    assert source.asked["images/gone.jpg"] == 1


def test_another_commit_than_the_pinned_one_is_refused(source: Source, tmp_path: Path) -> None:
    source.sha = "b" * 40
    with pytest.raises(BadFeed, match=COMMIT):
        fetch_clothing(tmp_path, origin=source.origin)


def test_a_list_with_only_a_part_of_the_files_is_refused(source: Source, tmp_path: Path) -> None:
    source.truncated = True
    with pytest.raises(BadFeed, match="part"):
        fetch_clothing(tmp_path, origin=source.origin)


def test_a_name_that_leads_out_of_the_folder_is_never_written(source: Source, tmp_path: Path) -> None:
    source.blobs["images/../../evil.jpg"] = git_blob(b"evil")
    report = fetch_clothing(tmp_path / "set", origin=source.origin)
    assert report.fetched == 7
    assert not list(tmp_path.glob("*.jpg"))


def test_no_network_is_one_clear_sentence(source: Source, tmp_path: Path) -> None:
    source.server.shutdown()
    source.server.server_close()
    with pytest.raises(NotFound, match="cannot be fetched") as problem:
        fetch_clothing(tmp_path, origin=source.origin)
    assert "--source" in problem.value.hint


def test_a_table_names_the_photos_and_verifies_them(source: Source, tmp_path: Path) -> None:
    blobs = {**source.blobs, "images/photo-5.jpg": "c" * 40}
    report = fetch_clothing(tmp_path / "out", origin=source.origin, table=table_of(tmp_path / "t.csv", ["photo-0", "photo-5"], blobs))
    assert report.fetched == 2  # the labels and photo-0
    assert [path for path, _ in report.failures] == ["images/photo-5.jpg"]


def test_a_copy_on_disk_takes_the_place_of_the_network(tmp_path: Path) -> None:
    report = fetch_clothing(tmp_path / "out", source=copy_on_disk(tmp_path / "copy"))
    assert (report.fetched, report.unverified, report.failures) == (7, 7, ())
    blobs = {path: git_blob(data) for path, data in FILES.items()}
    again = fetch_clothing(tmp_path / "out", source=tmp_path / "copy", table=table_of(tmp_path / "t.csv", ["photo-1"], blobs))
    assert (again.already, again.unverified) == (2, 1)  # images.csv has no hash in the table


def test_a_damaged_copy_is_reported(tmp_path: Path) -> None:
    copy = copy_on_disk(tmp_path / "copy")
    (copy / "images/photo-1.jpg").write_bytes(b"rot")
    blobs = {path: git_blob(data) for path, data in FILES.items()}
    report = fetch_clothing(tmp_path / "out", source=copy, table=table_of(tmp_path / "t.csv", ["photo-0", "photo-1"], blobs))
    assert [path for path, _ in report.failures] == ["images/photo-1.jpg"]


def test_a_copy_without_photos_and_a_strange_table_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="images"):
        fetch_clothing(tmp_path / "out", source=tmp_path)
    strange = tmp_path / "t.csv"
    strange.write_text("source_id,git_blob\n../../up,0\n")
    with pytest.raises(BadValue, match="no name of a photo"):
        fetch_clothing(tmp_path / "out", source=copy_on_disk(tmp_path / "copy"), table=strange)
    strange.write_text("id\n1\n")
    with pytest.raises(BadFeed, match="cannot be used"):
        fetch_clothing(tmp_path / "out", source=tmp_path / "copy", table=strange)


def test_the_command_reports_in_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = copy_on_disk(tmp_path / "copy")
    with pytest.raises(SystemExit) as ended:
        main(["dataset", "fetch", "clothing", "-o", str(tmp_path / "out"), "--source", str(copy), "--json"])
    assert ended.value.code == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["fetched"], said["already"], said["failures"]) == (7, 0, [])
