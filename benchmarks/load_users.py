"""What the users of `load.py` do (a locust file). Statuses are counted into the file that LOAD_STATUSES names."""

from __future__ import annotations

import itertools
import json
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any, cast

from locust import FastHttpUser, between, constant, events, task

from service import drawn_shirt  # type: ignore[import-not-found]  # beside this file

_SHIRT = drawn_shirt()
_DAMAGED = _SHIRT[:200] + bytes(300)
_HUGE = bytes(33_000_000)
_statuses: Counter[str] = Counter()


class Designer(FastHttpUser):
    """Draws, looks, searches, and sometimes sends rubbish."""

    wait_time = between(0.5, 2.0)
    weight = 1

    @task(12)
    def render(self) -> None:
        self._post("render", {"sketch": _SHIRT}, {"seed": str(random.randrange(1_000))})

    @task(5)
    def search(self) -> None:
        self._post("search", {"image": _SHIRT}, {"top": "20"})

    @task(2)
    def photo(self) -> None:
        self._post("photo", {"image": _SHIRT}, {})

    @task(2)
    def tidy(self) -> None:
        self._post("tidy", {"sketch": _SHIRT}, {})

    @task(3)
    def browse(self) -> None:
        self._get("products", "/api/v1/products?limit=20")
        self._get("page", "/")

    @task(1)
    def damaged(self) -> None:
        self._post("render", {"sketch": _DAMAGED}, {}, name="damaged")

    @task(1)
    def huge(self) -> None:
        if random.random() < 0.2:
            self._post("render", {"sketch": _HUGE}, {}, name="huge")

    def _post(self, path: str, files: dict[str, bytes], data: dict[str, str], name: str = "") -> None:
        body, content_type = _multipart(files, data)
        headers = {"Content-Type": content_type}
        with self.client.post(f"/api/v1/{path}", data=cast(Any, body), headers=headers, name=name or path, catch_response=True) as reply:
            _count(reply)

    def _get(self, name: str, path: str) -> None:
        with self.client.get(path, name=name, catch_response=True) as reply:
            _count(reply)


class Watcher(FastHttpUser):
    """Asks whether the service lives and is ready, ten times a second."""

    wait_time = constant(0.1)
    _paths = itertools.cycle(("/health/live", "/health/ready"))

    @task
    def health(self) -> None:
        with self.client.get(next(self._paths), name="health", catch_response=True) as reply:
            _count(reply)


def _count(reply: Any) -> None:
    """Refusals are no failures here; `load.py` judges them."""
    _statuses[str(reply.status_code)] += 1
    promised = reply.status_code in (200, 413, 422) or (reply.status_code in (429, 503) and "retry-after" in reply.headers)
    if promised:
        reply.success()
    else:
        _statuses["unexpected"] += 1
        reply.failure(f"status {reply.status_code}")


def _multipart(files: dict[str, bytes], data: dict[str, str]) -> tuple[bytes, str]:
    boundary = "sketch2fashion-load"
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode() for name, text in data.items()]
    for name, content in files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.png"\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"


@events.quitting.add_listener  # type: ignore[untyped-decorator]
def _write(**_: Any) -> None:
    Path(os.environ["LOAD_STATUSES"]).write_text(json.dumps(_statuses))
