"""A headless Chromium, told what to do through a pipe (the DevTools protocol), for tests of pages."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: As root in a container it needs no sandbox; nothing may be fetched by the browser itself either.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)
#: Longest that an answer may take, s.
PATIENCE = 60.0


def chromium() -> str | None:
    """Where Chromium is, if it is installed."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next((path for path in found if path), None)


@dataclass
class Tab:
    """One page in the browser.

    Parameters
    ----------
    read, write
        Ends of the pipes.
    session
        Id of the page's session.
    events
        What happened so far.
    """

    read: int
    write: int
    session: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    number: int = 0
    rest: bytes = b""

    def __call__(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        self.number += 1
        message: dict[str, Any] = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self._next()
            if answer.get("id") == self.number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)
        raise TimeoutError(method)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self.rest:
            got = os.read(self.read, 1 << 16)
            assert got, "the browser ended"
            self.rest += got
        text, _, self.rest = self.rest.partition(b"\0")
        found: dict[str, Any] = json.loads(text)
        return found

    def value(self, expression: str) -> Any:
        """Value of an expression of the page's script."""
        return self("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def key(self, name: str) -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            self("Input.dispatchKeyEvent", type=kind, key=name, code=name)

    def screenshot(self) -> bytes:
        """The window as a PNG."""
        return base64.b64decode(self("Page.captureScreenshot")["data"])

    def of(self, method: str) -> list[dict[str, Any]]:
        """Parameters of the events of one kind."""
        return [event["params"] for event in self.events if event.get("method") == method]

    @property
    def requested(self) -> list[str]:
        """Addresses asked for, but for data that is in the page."""
        found = [str(event["request"]["url"]) for event in self.of("Network.requestWillBeSent")]
        return [url for url in found if not url.startswith("data:")]

    @property
    def complaints(self) -> list[str]:
        """Errors and warnings of page and browser."""
        said = [event["entry"] for event in self.of("Log.entryAdded")]
        found = [str(entry["text"]) for entry in said if entry["level"] in ("error", "warning")]
        thrown = [str(event["exceptionDetails"]) for event in self.of("Runtime.exceptionThrown")]
        return found + thrown + [str(event["args"]) for event in self.of("Runtime.consoleAPICalled")]


@contextmanager
def opened(page: Path, folder: Path, width: int = 1300, height: int = 900, *, script: bool = True) -> Iterator[Tab]:
    """A page in a browser with a new profile.

    Parameters
    ----------
    page
        The file.
    folder
        An empty folder for the profile.
    width, height
        Size of the window.
    script
        Whether scripts run.
    """
    program = chromium()
    assert program
    to_read, browser_write = os.pipe()
    browser_read, to_write = os.pipe()
    # The browser listens on descriptor 3 and talks on 4; out of their way first.
    ears, mouth = (fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (browser_read, browser_write))

    def connect() -> None:
        os.dup2(ears, 3)
        os.dup2(mouth, 4)

    process = subprocess.Popen(
        [program, *FLAGS, f"--user-data-dir={folder}"],
        preexec_fn=connect,  # noqa: PLW1509 - no threads are about
        pass_fds=(3, 4),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(ears)
    os.close(mouth)
    os.close(browser_read)
    os.close(browser_write)
    tab = Tab(to_read, to_write)
    try:
        target = tab("Target.createTarget", url="about:blank")["targetId"]
        tab.session = tab("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            tab(f"{domain}.enable")
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        tab("Emulation.setDeviceMetricsOverride", **size)
        tab("Emulation.setScriptExecutionDisabled", value=not script)
        tab("Page.navigate", url=page.resolve().as_uri())
        end = time.monotonic() + PATIENCE
        while not tab.of("Page.loadEventFired") and time.monotonic() < end:
            tab("Page.getLayoutMetrics")
            time.sleep(0.05)
        yield tab
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        os.close(to_read)
        os.close(to_write)
