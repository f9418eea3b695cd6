"""What runs it elsewhere: facts of the Dockerfile, compose.yaml and the Kubernetes manifests, and the image's own command, run here as the
image would: another user, a source tree that it cannot write, and one writable folder.

`docker build` needs Docker, which is not here; everything that the files promise and that can be seen without it is checked.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml  # type: ignore[import-untyped]

from sketch2fashion.settings import PREFIX, Settings
from sketch2fashion.web.observe import Metrics

ROOT = Path(__file__).parents[2]
KUBERNETES = ROOT / "deploy/kubernetes"
UID = 10001
START_S = 120  # on a busy machine


@dataclass(frozen=True)
class Instruction:
    """One instruction of the Dockerfile, its continued lines joined."""

    name: str
    text: str


def instructions() -> list[Instruction]:
    lines = [line for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n", " ", "\n".join(lines)).splitlines()
    return [Instruction(*line.split(maxsplit=1)) for line in joined]


def last_stage() -> list[Instruction]:
    every = instructions()
    first = max(place for place, instruction in enumerate(every) if instruction.name == "FROM")
    return every[first:]


def only(name: str) -> str:
    (found,) = [instruction.text for instruction in last_stage() if instruction.name == name]
    return found


def environment() -> dict[str, str]:
    return dict(word.split("=", 1) for word in shlex.split(only("ENV")))


def manifests() -> list[dict[str, Any]]:
    names = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text("utf-8"))["resources"]
    return [each for name in names for each in yaml.safe_load_all((KUBERNETES / name).read_text("utf-8"))]


def manifest(kind: str) -> Any:
    (found,) = [each for each in manifests() if each["kind"] == kind]
    return found


def container() -> Any:
    (found,) = manifest("Deployment")["spec"]["template"]["spec"]["containers"]
    return found


def compose() -> Any:
    return yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


class TestDockerfile:
    def test_it_runs_as_a_number_that_is_not_root(self) -> None:
        assert only("USER") == f"{UID}:{UID}"

    def test_nothing_is_installed_that_has_no_hash(self) -> None:
        runs = [instruction.text for instruction in instructions() if instruction.name == "RUN"]
        installs = re.findall(r"pip install (.*?)(?=&&|;|$)", " ".join(runs))
        assert len(installs) == 4
        assert all("--require-hashes" in install or "--no-index" in install for install in installs)
        assert "npm ci" in " ".join(runs)

    def test_every_image_has_a_version_and_every_command_is_a_list(self) -> None:
        arguments = dict(instruction.text.split("=", 1) for instruction in instructions() if instruction.name == "ARG")
        images = [instruction.text.split()[0] for instruction in instructions() if instruction.name == "FROM"]
        images = [image.replace("${PYTHON}", arguments["PYTHON"]) for image in images]
        assert all(re.fullmatch(r"[\w./-]+:\d[\w.-]+", image) for image in images)
        assert json.loads(only("ENTRYPOINT")) == ["sketch2fashion"]
        assert json.loads(only("CMD"))[0] == "serve"

    def test_the_health_check_needs_no_program_that_a_slim_image_lacks(self) -> None:
        assert json.loads(only("HEALTHCHECK").split("CMD", 1)[1])[0] == "python"

    def test_everything_that_is_copied_exists_and_reaches_the_builder(self) -> None:
        let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")]
        copied = [
            word
            for instruction in instructions()
            if instruction.name == "COPY" and "--from" not in instruction.text
            for word in instruction.text.split()[:-1]
        ]
        assert len(copied) > 8
        for name in copied:
            assert (ROOT / name).exists(), name
            assert any(name.rstrip("/") == allowed or name.startswith(f"{allowed}/") for allowed in let_in), name

    def test_the_extra_of_compose_has_its_hashed_packages(self) -> None:
        extras = {service["build"]["args"]["EXTRA"] for service in compose()["services"].values() if isinstance(service.get("build"), dict)}
        assert extras == {"milvus"}
        assert "pymilvus==" in (ROOT / "requirements/milvus.txt").read_text("utf-8")


class TestCompose:
    def test_our_services_cannot_write_their_image_or_gain_rights(self) -> None:
        ours = [service for service in compose()["services"].values() if "build" in service]
        assert len(ours) == 2
        for service in ours:
            assert service["read_only"] is True
            assert service["cap_drop"] == ["ALL"]
            assert service["security_opt"] == ["no-new-privileges:true"]
            assert any(mount.startswith("/tmp") for mount in service["tmpfs"])
            assert all(port.startswith("127.0.0.1:") for port in service["ports"])

    def test_milvus_starts_only_when_asked_for(self) -> None:
        assert [name for name, service in compose()["services"].items() if "profiles" not in service] == ["studio"]

    def test_every_volume_is_declared(self) -> None:
        used = {mount.split(":")[0] for service in compose()["services"].values() for mount in service.get("volumes", [])}
        assert used == set(compose()["volumes"])


class TestKubernetes:
    def test_the_pod_may_do_nothing_but_serve(self) -> None:
        pod = manifest("Deployment")["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] == UID
        assert pod["automountServiceAccountToken"] is False
        rights = container()["securityContext"]
        assert rights["readOnlyRootFilesystem"] is True
        assert rights["allowPrivilegeEscalation"] is False
        assert rights["capabilities"] == {"drop": ["ALL"]}

    def test_what_must_be_writable_is_a_volume(self) -> None:
        mounts = {mount["mountPath"] for mount in container()["volumeMounts"]}
        assert {environment()["HOME"], "/tmp"} <= mounts

    def test_the_autoscaler_goes_by_a_metric_that_the_service_exports(self) -> None:
        (metric,) = [each["pods"]["metric"]["name"] for each in manifest("HorizontalPodAutoscaler")["spec"]["metrics"]]
        (rule,) = yaml.safe_load((KUBERNETES / "prometheus-adapter.yaml").read_text("utf-8"))["rules"]["custom"]
        assert rule["name"]["as"] == metric
        assert rule["seriesQuery"].startswith(f"{metric}{{")
        assert f"# TYPE {metric} gauge" in Metrics().text().decode()

    def test_everything_selects_the_pods_of_the_deployment(self) -> None:
        labels = manifest("Deployment")["spec"]["template"]["metadata"]["labels"]
        assert manifest("Service")["spec"]["selector"] == labels
        assert manifest("Deployment")["spec"]["selector"]["matchLabels"] == labels
        assert manifest("PodDisruptionBudget")["spec"]["selector"]["matchLabels"] == labels
        assert manifest("NetworkPolicy")["spec"]["podSelector"]["matchLabels"] == labels
        assert manifest("HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]["name"] == manifest("Deployment")["metadata"]["name"]

    def test_every_setting_that_is_given_is_one(self) -> None:
        given = set(manifest("ConfigMap")["data"])
        given |= {name for service in compose()["services"].values() for name in service.get("environment", {}) if name.startswith(PREFIX)}
        given |= {name for name in environment() if name.startswith(PREFIX)}
        assert given <= {PREFIX + name.upper() for name in Settings.model_fields}


@dataclass(frozen=True)
class Running:
    """The image's command, running here."""

    address: str
    data: Path
    log: Path
    environment: dict[str, str]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """`ENTRYPOINT` and `CMD` with the image's `ENV`, as its user where we may become it, with its /data in a folder of ours."""
    folder = tempfile.TemporaryDirectory(prefix="image-")  # pytest's own folders let nobody else in
    data = Path(folder.name) / "data"
    data.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    own = {name: value.replace("/data", str(data)) for name, value in environment().items() if name != "PATH"}
    own |= {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "TMPDIR": str(data), "OMP_NUM_THREADS": "1"}
    python, more = interpreter()
    own |= more
    words = [port if word == "8000" else word.replace("0.0.0.0", "127.0.0.1") for word in json.loads(only("CMD"))]
    log = data.parent / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                *as_user(data),
                python,
                "-c",
                "from sketch2fashion.cli import main; main()",
                *words,
            ],
            stdout=output,
            stderr=output,
            env=own,
            cwd=data,
        )
    try:
        wait_until_healthy(process, health_command(port), own, data, log)
        yield Running(f"http://127.0.0.1:{port}", data, log, own)
    finally:
        process.terminate()
        status, told = process.wait(30), log.read_text()
        folder.cleanup()
        assert status == 0, told


def health_command(port: str) -> list[str]:
    words = [word.replace(":8000", f":{port}") for word in json.loads(only("HEALTHCHECK").split("CMD", 1)[1])]
    return [interpreter()[0], *words[1:]]


def interpreter() -> tuple[str, dict[str, str]]:
    """A Python that the image's user can start too, and what it needs to find the packages: this one may lie in root's own home."""
    if all(folder.stat().st_mode & 1 for folder in Path(sys.executable).resolve().parents):
        return sys.executable, {}
    found = shutil.which(f"python{sys.version_info.major}.{sys.version_info.minor}", path="/usr/local/bin:/usr/bin")
    if found is None:
        pytest.skip("no Python here that another user may start")
    return found, {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), sysconfig.get_paths()["purelib"]])}


def as_user(data: Path) -> list[str]:
    """What makes a command run as the image's user. Only root may become somebody else."""
    if os.geteuid() != 0:
        return []
    os.chown(data, UID, UID)
    data.parent.chmod(0o711)
    return ["setpriv", "--reuid", str(UID), "--regid", str(UID), "--clear-groups", "--no-new-privs"]


def wait_until_healthy(process: subprocess.Popen[bytes], command: list[str], own: dict[str, str], data: Path, log: Path) -> None:
    until = time.monotonic() + START_S
    while subprocess.run([*as_user(data), *command], env=own, capture_output=True, check=False).returncode:
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.5)


@pytest.mark.slow
class TestTheImagesCommand:
    def test_it_becomes_healthy_and_renders(self, running: Running) -> None:
        outline = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M2 1h5v7H2z" fill="none" stroke="#000"/></svg>'
        reply = httpx.post(f"{running.address}/api/v1/render", files={"sketch": outline.encode()}, timeout=60)
        assert reply.status_code == 200, reply.text
        assert reply.content.startswith(b"\x89PNG")

    def test_the_probes_and_the_scraper_get_an_answer(self, running: Running) -> None:
        asked = {container()[probe]["httpGet"]["path"] for probe in ("startupProbe", "readinessProbe", "livenessProbe")}
        asked.add(manifest("Deployment")["spec"]["template"]["metadata"]["annotations"]["prometheus.io/path"])
        assert {path: httpx.get(running.address + path, timeout=20).status_code for path in asked} == dict.fromkeys(
            ("/health/ready", "/health/live", "/metrics"), 200
        )

    def test_the_demo_products_are_in_its_data_folder(self, running: Running) -> None:
        assert (running.data / "sketch2fashion/catalog/catalog.sqlite").is_file()

    def test_it_cannot_write_the_program(self, running: Running) -> None:
        if os.geteuid() != 0:
            pytest.skip("only root can start it as another user")
        command = [interpreter()[0], "-c", f"import os; print(os.getuid(), os.access({str(ROOT / 'src')!r}, os.W_OK))"]
        result = subprocess.run([*as_user(running.data), *command], env=running.environment, capture_output=True, text=True, check=True)
        assert result.stdout.split() == [str(UID), "False"]

    def test_what_it_wrote_belongs_to_its_user(self, running: Running) -> None:
        owners = {path.stat().st_uid for path in running.data.rglob("*") if path.exists()}
        assert owners == {UID if os.geteuid() == 0 else os.getuid()}

    def test_its_log_is_json(self, running: Running) -> None:
        lines = [line for line in running.log.read_text("utf-8").splitlines() if '"event"' in line]
        assert lines
        assert all(json.loads(line)["level"] for line in lines)
