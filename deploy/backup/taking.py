"""Takes a backup: everything of one moment into one encrypted file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bson import json_util
from pyrage import x25519

from deploy.backup import broker
from deploy.backup.contents import Head, Tally
from deploy.backup.moment import Kept, Moment, one_moment
from deploy.backup.parcel import BROKER, COLLECTIONS, HEAD, WHOLE, Packing, packing
from deploy.backup.places import Places
from deploy.backup.progress import shown
from deploy.backup.sealing import sealed
from deploy.backup.trouble import Trouble
from shared.runtime.version import own_version
from shared.store.work import RESTORING


@dataclass(frozen=True, slots=True)
class Taken:
    """What a backup has become."""

    head: Head
    tally: Tally
    files: int


def take(file: BinaryIO, places: Places, recipients: Sequence[x25519.Recipient], folder: Path | None = None) -> Taken:
    """Write a backup into the file, with the files of a folder if one is named.

    Raises Trouble, and what the databases, the broker and the file raise.
    """
    if folder and not folder.is_dir():
        raise Trouble(f"There is no folder {folder}")
    definitions = broker.definitions(places.management_url, places.amqp_url)
    with (
        sealed(file, recipients) as stream,
        packing(stream) as pack,
        places.client() as client,
        one_moment(client, places.databases) as moment,
    ):
        head = Head(own_version().release, own_version().revision, moment.cluster_time, places.files_elsewhere)
        pack.add_json(HEAD, head.as_json())
        pack.add_json(BROKER, definitions)
        tally = _pack_collections(pack, moment)
        moment.confirm()
        files = pack.add_folder(folder) if folder else 0
        pack.add_json(WHOLE, {"collections": tally.as_json(), "files": files})
    return Taken(head, tally, files)


def _pack_collections(pack: Packing, moment: Moment) -> Tally:
    for service, collections in moment.collections.items():
        if any(each.name == RESTORING for each in collections):
            raise Trouble(f"A restore runs in the database of {service}, or was broken off: finish it first")
    tally = Tally()
    with shown("documents", moment.size) as advance:
        for service, collections in moment.collections.items():
            described = [_described(each) for each in collections]
            pack.add(
                f"{service}/{COLLECTIONS}",
                json_util.dumps(described, json_options=json_util.CANONICAL_JSON_OPTIONS, indent=1).encode(),
            )
            for each in collections:
                key = (service, each.name)
                tally.begin(key)
                if each.has_documents:
                    for documents in moment.batches(service, each):
                        tally.add(key, documents)
                        pack.add_documents(key, documents)
                        advance(len(documents))
    return tally


def _described(kept: Kept) -> dict[str, Any]:
    return {"name": kept.name, "options": kept.options, "indexes": list(kept.indexes)}
