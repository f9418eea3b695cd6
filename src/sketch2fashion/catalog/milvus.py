"""A catalogue on Milvus, for collections past one machine: milvus://[user:password@]host:port/name[?pictures=ADDRESS&shards=N…].

One collection holds the vectors of one model; the alias `name` points to it. A reindex fills another collection while this one
serves, then moves the alias, which is one step for all who search. The collection's description says which model made it and where its
pictures are (any address of fsspec), so that others need only its name. A row's vector is [photo | sketch], as in a folder's catalogue:
one inner product gives the fused cosine.

`consistency=strong`, the default, waits for Milvus's time tick (200 ms unless its operator shortens it) so that a search sees every
commit of every process; `consistency=bounded` does not wait, and may be a few seconds behind.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from sketch2fashion.catalog import milvus_rows as rows
from sketch2fashion.catalog.milvus_rows import Row
from sketch2fashion.catalog.picture_files import PictureFiles
from sketch2fashion.catalog.records import other_model
from sketch2fashion.catalog.reembed import reembedded
from sketch2fashion.catalog.segments import WIDTH, favoured, fused, has_favour
from sketch2fashion.catalog.store import EVERYTHING, Candidate, Catalog, Filter, Item, Reembed, Stats, VectorQuery
from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.errors import BadValue, CatalogError, MissingExtra, NotFound
from sketch2fashion.settings import data_folder

CONSISTENCIES = ("strong", "bounded")
_PORT = 19_530
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_TIMEOUT_SECONDS = 60.0
_INDEX = {"index_type": "HNSW", "metric_type": "IP", "params": {"M": 16, "efConstruction": 200}}
_POOL = 200  # rows that a search asks for at least …
_FAVOUR_POOL = 1_000  # … and where colours or categories have a say in which are the best
_MOST_SHARDS = 16  # as many as a server takes by default
_LARGEST_POOL = 16_384  # Milvus's own limit
_PAGE = 1_000  # rows of one query
_WRITE_ROWS = 500  # rows of one request: a megabyte and a half
_REEMBED_BATCH = 16
_KNOWN_SECONDS = 2.0  # that the collection behind the name is taken for the same
_NEW = "new"  # the collection of a catalogue that holds nothing yet
_NO_COLLECTION = 100  # Milvus's code for one that was dropped meanwhile

Result = TypeVar("Result")


@dataclass(frozen=True)
class _Current:
    """The collection that the name stands for, and the model of its vectors (None: nothing was stored yet)."""

    collection: str
    model: str | None
    pictures: PictureFiles


class MilvusCatalog(Catalog):
    """The catalogue at a milvus:// address. Raises `BadValue`, `MissingExtra`, and `CatalogError` where there is none."""

    def __init__(self, uri: str, *, create: bool = False) -> None:
        address = _address(uri)
        self.uri, self.name = address.uri, address.name
        self._pictures, self._consistency, self._shards = address.pictures, address.consistency, address.shards
        self._client = _connected(address)
        self._known: tuple[float, _Current] | None = None
        self._claiming = threading.Lock()
        if create:
            self.create()
        with self._clear_errors():
            if not self._client.has_collection(self.name):
                raise CatalogError(
                    f"There is no catalogue {self.name} at {self.uri}.", hint="Make one: sketch2fashion catalog import SOURCE"
                )

    def create(self) -> None:
        with self._clear_errors():
            if not self._client.has_collection(self.name):
                pictures = self._pictures or (data_folder() / "milvus-pictures" / self.name).absolute().as_uri()
                self._point_to(self._made(None, PictureFiles(pictures)))

    def upsert(self, items: Sequence[Item], model: str) -> None:
        last = {item.product.id: item for item in items}  # Milvus keeps both of two equal keys in one request
        with self._clear_errors():
            current = self._claimed(model)
            pictures: dict[str, bytes] = {}
            fresh: list[Row] = []
            for item in last.values():
                owner = rows.owner_of(item.product.id)
                paths = [current.pictures.path_of(owner, picture.webp) for picture in item.pictures]
                pictures |= dict(zip(paths, (picture.webp for picture in item.pictures), strict=True))
                fresh += rows.rows_of(item, paths)
            replaced = self._rows_of_owners(current, map(rows.owner_of, last), ("key", "look"))
            current.pictures.write(pictures)
            self._write(current.collection, fresh)
            self._remove(current, replaced, keep_keys={row["key"] for row in fresh}, keep_pictures=set(pictures))

    def delete(self, ids: Iterable[str]) -> int:
        with self._clear_errors():
            current = self._current()
            found = self._rows_of_owners(current, map(rows.owner_of, ids), ("key", "owner", "look"))
            self._remove(current, found)
        return len({row["owner"] for row in found})

    def search(self, query: VectorQuery) -> list[Candidate]:
        with self._clear_errors():
            current = self._current()
            if current.model != query.model:
                current = self._current(anew=True)
            if current.model is None:
                return []
            if current.model != query.model:
                raise other_model(current.model, query.model, self.uri)
            return self._on_current(lambda current: self._found(current, query))

    def get(self, id: str) -> Item:
        with self._clear_errors():
            items = self._on_current(lambda current: self._items(current, [rows.owner_of(id)]))
        if not items:
            raise NotFound(f'There is no product "{id}" in the catalogue.')
        return items[0]

    def count(self, where: Filter = EVERYTHING) -> int:
        with self._clear_errors():
            return self._on_current(lambda current: self._count(current, where))

    def scan(self, *, after: str = "", limit: int = 100, where: Filter = EVERYTHING) -> list[Item]:
        with self._clear_errors():
            return self._on_current(lambda current: self._items(current, self._owners(current, where, after, limit)))

    def stats(self) -> Stats:
        with self._clear_errors():
            current = self._current(anew=True)
            if current.model is None:
                return Stats(self.uri, 0, 0, {}, None, 0)
            categories = {name: self._count(current, Filter(category=name)) for name in sorted(CATEGORY_NAMES)}
            pictures = self._counted(current, "")
            sample = self._query(current, "", ("key", "look"), limit=100)
            webps = current.pictures.read(row["look"]["webp"] for row in sample if row["look"])
            size = pictures * (4 * WIDTH + 1_000 + sum(map(len, webps.values())) // max(1, len(webps)))  # the server tells no bytes
            present = {name: count for name, count in categories.items() if count}
            return Stats(self.uri, self._count(current, EVERYTHING), pictures, present, current.model, size)

    def reindex(self, reembed: Reembed, model: str, on_progress: Callable[[int, int], None] = lambda done, of: None) -> int:
        with self._clear_errors():
            current = self._current(anew=True)
            if current.model in (None, model):
                return 0
            target = _Current(self._made(model, current.pictures), model, current.pictures)
            embedded = 0
            while made := self._embed_missing(current, target, reembed, on_progress):  # again, until nobody changed anything meanwhile
                embedded += made
            self._remove_surplus(current, target)
            self._point_to(target.collection)
            self._client.drop_collection(current.collection)
            self._known = None
        return embedded

    def settle(self) -> None:
        """Have Milvus seal and index what it still holds in memory."""
        with self._clear_errors():
            current = self._current(anew=True)
            if current.model is not None:
                self._client.flush(current.collection)

    def close(self) -> None:
        self._client.close()

    # ── Which collection ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _current(self, *, anew: bool = False) -> _Current:
        if not anew and self._known is not None and time.monotonic() - self._known[0] < _KNOWN_SECONDS:
            return self._known[1]
        described = self._client.describe_collection(self.name)
        facts = json.loads(described["description"])
        known = self._known[1] if self._known is not None else None
        pictures = known.pictures if known is not None and known.pictures.address == facts["pictures"] else PictureFiles(facts["pictures"])
        current = _Current(described["collection_name"], facts["model"], pictures)
        self._known = (time.monotonic(), current)
        return current

    def _on_current(self, look: Callable[[_Current], Result]) -> Result:
        """What `look` sees; once more, should the collection have been replaced in that moment."""
        from pymilvus.exceptions import MilvusException

        try:
            return look(self._current())
        except MilvusException as problem:
            if problem.code != _NO_COLLECTION:
                raise
            return look(self._current(anew=True))

    def _claimed(self, model: str) -> _Current:
        """The collection that takes vectors of `model`: an empty catalogue takes any model, one with pictures only its own."""
        with self._claiming:
            current = self._current(anew=True)
            if current.model == model:
                return current
            if current.model is not None and self._counted(current, ""):
                raise other_model(current.model, model, self.uri)
            self._client.drop_collection(self._collection_of(model))  # what a broken-off reindex left
            self._point_to(self._made(model, current.pictures))
            self._client.drop_collection(current.collection)
            return self._current(anew=True)

    def _collection_of(self, model: str | None) -> str:
        return f"{self.name}__{_NEW if model is None else hashlib.sha256(model.encode()).hexdigest()[:16]}"

    def _made(self, model: str | None, pictures: PictureFiles) -> str:
        """The collection for vectors of `model`, loaded; made if it is not there."""
        collection = self._collection_of(model)
        if self._client.has_collection(collection):
            return collection
        shards = self._shards
        if self._client.has_collection(self.name):  # others follow who created the catalogue
            shards = int(self._client.describe_collection(self.name)["num_shards"])
        schema = _schema(json.dumps({"model": model, "pictures": pictures.address}))
        index = self._client.prepare_index_params()
        index.add_index("vector", **_INDEX)
        loaded = None if model is None else index  # nothing is ever searched in the one without a model
        options = {"consistency_level": "Strong", "num_shards": shards}
        self._client.create_collection(collection, schema=schema, index_params=loaded, **options)
        return collection

    def _point_to(self, collection: str) -> None:
        """One step for all who search: the name means another collection."""
        if self._client.has_collection(self.name):
            self._client.alter_alias(collection, self.name)
        else:
            self._client.create_alias(collection, self.name)
        self._known = None

    # ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _found(self, current: _Current, query: VectorQuery) -> list[Candidate]:
        pool = max(2 * query.limit, _FAVOUR_POOL if has_favour(query.favour) else _POOL)
        while True:
            hits = self._near(current, query, min(pool, _LARGEST_POOL))
            best = _best_of_products([hit for hit in hits if rows.says(hit, query.where.words)] if query.where.words else hits, query)
            if len(best) >= query.limit or len(hits) < pool or pool >= _LARGEST_POOL:
                break
            pool *= 4  # several pictures of one product, or products that say something else, crowded others out
        keys = [hit["key"] for hit in best[: query.limit]]
        kept = {row["key"]: row for row in self._rows_of_keys(current, keys, rows.ITEM_FIELDS)}
        return [rows.candidate_of(kept[key], query) for key in keys if key in kept]

    def _near(self, current: _Current, query: VectorQuery, pool: int) -> list[Row]:
        """The rows nearest to the query, the best first, with their fused cosine as `cosine`."""
        fields = [*rows.RANK_FIELDS, *(("product",) if query.where.words else ())]
        hits = self._client.search(
            current.collection,
            data=[fused(query)],
            limit=pool,
            filter=rows.expression(query.where, of_products=False),
            output_fields=fields,
            search_params={"params": {"ef": pool}},
            consistency_level=self._consistency,
            timeout=_TIMEOUT_SECONDS,
        )[0]
        return [{**hit["entity"], "key": hit["key"] if "key" in hit else hit["id"], "cosine": hit["distance"]} for hit in hits]

    def _items(self, current: _Current, owners: Sequence[str]) -> list[Item]:
        """The items of these products, in the order given; without those that are gone."""
        by_owner: dict[str, list[Row]] = {}
        for row in self._rows_of_owners(current, owners, rows.ITEM_FIELDS):
            by_owner.setdefault(row["owner"], []).append(row)
        paths = [row["look"]["webp"] for found in by_owner.values() for row in found if row["look"]]
        webps = current.pictures.read(paths)
        return [rows.item_of(by_owner[owner], webps) for owner in owners if owner in by_owner]

    def _owners(self, current: _Current, where: Filter, after: str, limit: int) -> list[str]:
        """The first products behind `after` that pass, in the order of their ids."""
        if current.model is None:
            return []
        owners: list[str] = []
        for row in self._products(current, where, rows.behind(rows.owner_of(after)) if after else "", page=limit):
            owners.append(row["owner"])
            if len(owners) == limit:
                break
        return owners

    def _count(self, current: _Current, where: Filter) -> int:
        if current.model is None:
            return 0
        if where.words:  # Milvus finds no words inside texts before 2.4, and then only in English letters regardless of case
            return sum(1 for _ in self._products(current, where, "", page=_PAGE))
        return self._counted(current, _all(rows.FIRST, rows.expression(where, of_products=True)))

    def _counted(self, current: _Current, condition: str) -> int:
        counted = self._query(current, condition, ("count(*)",))
        return int(counted[0]["count(*)"])

    def _products(self, current: _Current, where: Filter, after: str, page: int) -> Iterator[Row]:
        """The first row of each product that passes, in the order of the keys, starting behind a key."""
        condition = _all(rows.FIRST, rows.expression(where, of_products=True))
        fields = ("key", "owner", *(("product",) if where.words else ()))
        for row in self._in_order(current, condition, fields, after, page):
            if rows.says(row, where.words) if where.words else True:
                yield row

    def _in_order(self, current: _Current, condition: str, fields: Sequence[str], after: str = "", page: int = _PAGE) -> Iterator[Row]:
        """All rows that pass, by key: Milvus answers a query with a limit in that order, which its own iterator relies on too."""
        while True:
            found = self._query(current, _all(f'key > "{after}"', condition), fields, limit=page)
            found.sort(key=lambda row: str(row["key"]))
            yield from found
            if len(found) < page:
                return
            after = found[-1]["key"]

    def _rows_of_owners(self, current: _Current, owners: Iterable[str], fields: Sequence[str]) -> list[Row]:
        if current.model is None:
            return []
        wanted = list(dict.fromkeys(owners))
        chunks = (wanted[start : start + 100] for start in range(0, len(wanted), 100))
        return [row for chunk in chunks for row in self._in_order(current, f"owner in {json.dumps(chunk)}", fields)]

    def _rows_of_keys(self, current: _Current, keys: Sequence[str], fields: Sequence[str]) -> list[Row]:
        return self._query(current, f"key in {json.dumps(list(keys))}", fields, limit=len(keys)) if keys else []

    def _query(self, current: _Current, condition: str, fields: Sequence[str], limit: int | None = None) -> list[Row]:
        options = {"limit": limit} if limit is not None else {}
        found = self._client.query(
            current.collection,
            filter=condition,
            output_fields=list(fields),
            consistency_level=self._consistency,
            timeout=_TIMEOUT_SECONDS,
            **options,
        )
        return [dict(row) for row in found]

    # ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _write(self, collection: str, fresh: Sequence[Row]) -> None:
        for start in range(0, len(fresh), _WRITE_ROWS):
            self._client.upsert(collection, list(fresh[start : start + _WRITE_ROWS]), timeout=_TIMEOUT_SECONDS)

    def _remove(
        self,
        current: _Current,
        old: Sequence[Row],
        keep_keys: frozenset[str] | set[str] = frozenset(),
        keep_pictures: set[str] | None = None,
    ) -> None:
        """Remove rows and then their pictures, but for those that are kept."""
        keys = [row["key"] for row in old if row["key"] not in keep_keys]
        for start in range(0, len(keys), _WRITE_ROWS):
            self._client.delete(current.collection, ids=keys[start : start + _WRITE_ROWS], timeout=_TIMEOUT_SECONDS)
        current.pictures.remove({row["look"]["webp"] for row in old if row["look"]} - (keep_pictures or set()))

    def _embed_missing(self, current: _Current, target: _Current, reembed: Reembed, on_progress: Callable[[int, int], None]) -> int:
        """Bring what `target` has not, or has of an older version, over from `current`, a batch at a time, each kept at once."""
        total, seen, embedded = self._counted(current, ""), 0, 0
        batch: list[Row] = []
        for product in _by_owner(self._in_order(current, "", rows.ALL_FIELDS, page=100)):
            seen += len(product)
            batch += product
            if len(batch) >= _REEMBED_BATCH:
                embedded += self._embed(target, batch, reembed)
                batch = []
                on_progress(seen, total)
        embedded += self._embed(target, batch, reembed)
        on_progress(seen, total)
        return embedded

    def _embed(self, target: _Current, batch: Sequence[Row], reembed: Reembed) -> int:
        there = {row["key"]: row["stamp"] for row in self._rows_of_keys(target, [row["key"] for row in batch], ("key", "stamp"))}
        missing = [
            row for product in _by_owner(iter(batch)) if any(there.get(row["key"]) != row["stamp"] for row in product) for row in product
        ]
        if not missing:
            return 0
        shown = [row for row in missing if row["look"]]
        webps = target.pictures.read(row["look"]["webp"] for row in shown)
        kept = [webps[row["look"]["webp"]] for row in shown]
        made = reembedded(reembed, kept, [row["product"]["category"] for row in shown])
        features = dict(zip((row["key"] for row in shown), made, strict=True))
        fresh = [rows.with_features(row, features[row["key"]]) if row["key"] in features else row for row in missing]
        self._write(target.collection, [row for product in _by_owner(iter(fresh)) for row in rows.with_product_families(product)])
        return len(missing)

    def _remove_surplus(self, current: _Current, target: _Current) -> None:
        """Remove what was deleted from `current` after it was brought over."""
        stays = self._in_order(current, "", ("key",))
        there = next(stays, None)
        surplus = []
        for row in self._in_order(target, "", ("key",)):
            while there is not None and there["key"] < row["key"]:
                there = next(stays, None)
            if there is None or there["key"] != row["key"]:
                surplus.append({**row, "look": {}})
        self._remove(target, surplus)

    @contextlib.contextmanager
    def _clear_errors(self) -> Iterator[None]:
        from pymilvus.exceptions import MilvusException

        try:
            yield
        except MilvusException as problem:
            raise CatalogError(f"The catalogue at {self.uri} cannot be used: {problem.message or problem}.") from problem


@dataclass(frozen=True)
class _Address:
    """What a milvus:// address says; `uri` is without the password."""

    uri: str
    server: str
    name: str
    user: str
    password: str
    pictures: str
    consistency: str
    shards: int


def _address(uri: str) -> _Address:
    try:
        parts = urlsplit(uri)
        port = parts.port or _PORT
        options = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
        shards = int(options.get("shards", 1))
    except ValueError as problem:
        raise BadValue(f'"{uri}" is no address of a catalogue: {problem}.', hint=_USAGE) from None
    name, consistency = parts.path.strip("/"), options.get("consistency", CONSISTENCIES[0])
    if not parts.hostname or not _NAME.fullmatch(name) or set(options) - {"pictures", "consistency", "shards"}:
        raise BadValue(f'"{uri}" is no address of a catalogue.', hint=_USAGE)
    if consistency not in CONSISTENCIES:
        raise BadValue(f"consistency is {consistency}.", hint=f"Allowed: {', '.join(CONSISTENCIES)}.")
    if not 1 <= shards <= _MOST_SHARDS:
        raise BadValue(f"shards is {shards}; it must be between 1 and {_MOST_SHARDS}.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    shown = f"milvus://{host}:{port}/{name}"
    return _Address(shown, f"http://{host}:{port}", name, user, password, options.get("pictures", ""), consistency.capitalize(), shards)


_USAGE = "Write milvus://host:port/name (letters, digits and _), with ?pictures=s3://bucket/folder if others share it."


def _connected(address: _Address) -> Any:
    try:
        import fsspec  # noqa: F401  (the pictures' store)
        import pymilvus
        from pymilvus.exceptions import MilvusException
    except ImportError:
        raise MissingExtra("A catalogue on Milvus", "milvus") from None
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it logs a traceback of everything that it raises
    try:
        return pymilvus.MilvusClient(address.server, user=address.user, password=address.password, timeout=_TIMEOUT_SECONDS)
    except MilvusException as problem:
        raise CatalogError(
            f"No Milvus answers at {address.server}: {problem.message}.", hint="Is it running, and is the port right?"
        ) from None


def _schema(description: str) -> Any:
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False, description=description)
    schema.add_field("key", DataType.VARCHAR, is_primary=True, max_length=2_000)
    schema.add_field("owner", DataType.VARCHAR, max_length=2_000)
    schema.add_field("stamp", DataType.VARCHAR, max_length=32)
    schema.add_field("position", DataType.INT64)
    schema.add_field("amount", DataType.INT64)
    schema.add_field("category", DataType.VARCHAR, max_length=32)
    schema.add_field("shop", DataType.VARCHAR, max_length=8_000)
    schema.add_field("in_stock", DataType.BOOL)
    for name in ("families", "product_families"):
        schema.add_field(name, DataType.ARRAY, element_type=DataType.VARCHAR, max_capacity=16, max_length=32)
    schema.add_field("product", DataType.JSON)
    schema.add_field("look", DataType.JSON)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=WIDTH)
    return schema


def _best_of_products(hits: Sequence[Row], query: VectorQuery) -> list[Row]:
    """The best row of each product, the best first."""
    import numpy as np

    scores = favoured(np.array([hit["cosine"] for hit in hits], np.float32), rows.facts_of(hits), query.favour)
    best: dict[str, Row] = {}
    for place in sorted(range(len(hits)), key=lambda place: (-float(scores[place]), hits[place]["key"])):
        if hits[place]["look"]:  # without a picture there is nothing to be like
            best.setdefault(hits[place]["owner"], hits[place])
    return list(best.values())


def _by_owner(found: Iterator[Row]) -> Iterator[list[Row]]:
    """Rows that come by key as the rows of one product after the other."""
    product: list[Row] = []
    for row in found:
        if product and product[0]["owner"] != row["owner"]:
            yield product
            product = []
        product.append(row)
    if product:
        yield product


def _all(*conditions: str) -> str:
    return " and ".join(condition for condition in conditions if condition)
