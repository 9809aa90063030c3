# SPDX-License-Identifier: Apache-2.0
"""A stage for the real kiosk: a private X server, a private D-Bus with its accessibility bus, the kiosk itself and the
fingers of invented people. Used by the tests of the window and by the demo's day. It looks at the window as a screen
reader does and types as a keyboard does; it must never reach into the program, and waits for states, never for time."""
import atexit
import ctypes
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
PATIENCE = 2
FRESH = 1000  # impressions below this were used to enrol
STRANGER = 9000001  # a seed that is enrolled nowhere


class Missed(Exception):
    """Something that had to be seen was not."""


def _die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def spawn(words, **how):
    return subprocess.Popen([str(w) for w in words], preexec_fn=_die_with_parent, **how)


def wait_for(what, look, seconds=10.0, every=0.03):
    """Calls look() until it gives something true, and gives that. The seconds are those of a machine that is not busy."""
    seconds *= PATIENCE
    end = time.monotonic() + seconds
    while True:
        try:
            found = look()
        except _lost() as error:  # a widget went while it was looked at
            found = None
            del error
        if found:
            return found
        if time.monotonic() > end:
            raise Missed(f"not within {seconds:.0f} s: {what}")
        time.sleep(every)


def _lost():
    from gi.repository import GLib
    return GLib.Error


def read_env(path):
    """The values of the demo's env.sh."""
    values = {}
    for line in pathlib.Path(path).read_text().splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            values[name] = shlex.split(value)[0] if value else ""
    return values


def enter(size="1280x800"):
    """Runs the calling script again inside a private X server and a private session bus, and ends with its status."""
    if "MG_STAGE" in os.environ:
        return
    read_end, write_end = os.pipe()
    server = spawn(["Xvfb", "-displayfd", str(write_end), "-screen", "0", size + "x24", "-nolisten", "tcp", "-noreset"],
                   pass_fds=[write_end], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write_end)
    with os.fdopen(read_end) as numbers:
        number = numbers.readline().strip()
    if not number:
        sys.exit("stage: Xvfb does not start")
    with tempfile.TemporaryDirectory(prefix="mg-stage-") as folder:
        os.chmod(folder, 0o700)
        os.makedirs(folder + "/home")
        os.makedirs(folder + "/runtime", mode=0o700)
        env = dict(os.environ, MG_STAGE=folder, MG_STAGE_XVFB=str(server.pid), MG_STAGE_SIZE=size, DISPLAY=":" + number,
                   HOME=folder + "/home", XDG_RUNTIME_DIR=folder + "/runtime", GDK_BACKEND="x11", NO_AT_BRIDGE="0")
        for name in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS"):
            env.pop(name, None)
        inside = spawn(["dbus-run-session", "--", sys.executable, *sys.argv], env=env)
        signal.signal(signal.SIGTERM, lambda *_: inside.terminate())
        status = inside.wait()
        server.terminate()
        server.wait()
    sys.exit(status)


def folder():
    return pathlib.Path(os.environ["MG_STAGE"])


# --- what a screen reader sees ---

def _atspi():
    import gi
    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi
    return Atspi


def sensitive():
    return _atspi().StateType.SENSITIVE


class Node:
    """One widget as the accessibility bus shows it."""

    def __init__(self, of):
        self.of = of

    @property
    def role(self):
        return self.of.get_role_name()

    @property
    def name(self):
        return self.of.get_name() or ""

    def children(self):
        if self.role == "label":
            return
        for i in range(self.of.get_child_count()):
            child = self.of.get_child_at_index(i)
            if child:
                yield Node(child)

    def text(self):
        """What is typed into an entry; "" for anything else."""
        text = self.of.get_text_iface()
        return _atspi().Text.get_text(text, 0, _atspi().Text.get_character_count(text)) if text else ""

    def walk(self, prune=()):
        yield self
        if self.role not in prune:
            for child in self.children():
                yield from child.walk(prune)

    def find(self, role=None, name=None, starts=None, prune=()):
        for node in self.walk(prune):
            if (role is None or node.role == role) and (name is None or node.name == name) \
                    and (starts is None or node.name.startswith(starts)):
                return node
        return None

    def names(self, role="label", prune=()):
        """The words of all labels below, in order; empty ones left out."""
        names = [n.name for n in self.walk(prune) if n.role == role]
        return [n for n in names if n and not n.startswith("Gtk")]


TABLES = ("table", "tree table", "list")


def image_of(pid):
    """Where the program's image lies: another place after each execution, the process number notwithstanding."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return tuple(fields[23:26])  # start of code, end of code, start of stack


class Kiosk:
    """The running program. Starting, finding, typing, looking."""

    def __init__(self, binary, conf, log, fingers=None, wrap=(), env=None, name="kiosk", address=None):
        """name: of its files, where two stand on one stage. address: another way to the server than the conf's."""
        self.binary, self.log, self.fingers = binary, log, fingers
        self.wrap = list(wrap)
        self.socket = os.environ["XDG_RUNTIME_DIR"] + ("/reader.sock" if name == "kiosk" else f"/{name}.sock")
        self.conf = folder() / f"{name}.conf"
        self.address = address
        self.extra_env = env or {}
        self._write_conf(pathlib.Path(conf))
        self.process = None
        self.pid = 0
        self.finger_process = None
        self.started = 0.0

    def _write_conf(self, given):
        lines = []
        for line in given.read_text().splitlines():
            key, eq, value = line.partition("=")
            if eq and key.strip().endswith("_file") and not value.strip().startswith("/"):
                line = f"{key}={given.parent}/{value.strip()}"
            elif key.strip() == "address" and self.address:
                line = f"address={self.address}"
            lines.append(line)
        self.conf.write_text("\n".join(lines) + f"\n[reader]\nvirtual_socket={self.socket}\n")

    def start(self):
        env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LANGUAGE": "ja", "HOME": "/nonexistent",
               "XDG_CACHE_HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent", "XDG_DATA_HOME": "/nonexistent",
               "XDG_RUNTIME_DIR": os.environ["XDG_RUNTIME_DIR"], "DISPLAY": os.environ["DISPLAY"], "GDK_BACKEND": "x11",
               "DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"], "GTK_A11Y": "atspi", **self.extra_env}
        env = {name: value for name, value in env.items() if value is not None}  # None: not there at all
        self.started = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = spawn([*self.wrap, self.binary, "--config", self.conf], env=env, stdout=log, stderr=log,
                                 stdin=subprocess.DEVNULL)
        atexit.register(self.end)
        self.pid = self._find_pid()
        return self

    def _find_pid(self):
        """With a wrapper (strace) the program is its child, but not the first one it forks."""
        if not self.wrap:
            return self.process.pid
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        program = os.path.realpath(self.binary)

        def look():
            for pid in children.read_text().split():
                try:
                    if os.readlink(f"/proc/{pid}/exe") == program:
                        return int(pid)
                except OSError:
                    pass  # it was one of the wrapper's own
            return None
        return wait_for("the kiosk under its wrapper", look)

    def end(self):
        if self.finger_process and self.finger_process.poll() is None:
            self.finger_process.kill()
        if self.process and self.process.poll() is None:
            try:
                os.kill(self.pid, signal.SIGTERM)
                self.process.wait(10)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                self.process.kill()

    # --- looking ---

    def app(self):
        """The program on the accessibility bus; a fresh one after it became a fresh process."""
        desktop = _atspi().get_desktop(0)
        desktop.set_cache_mask(_atspi().Cache.ROLE)  # all else may change under our eyes
        for i in reversed(range(desktop.get_child_count())):
            app = desktop.get_child_at_index(i)
            if app and app.get_process_id() == self.pid and app.get_child_count() > 0:
                app.set_cache_mask(_atspi().Cache.ROLE)
                return Node(app)
        if self.process.poll() is not None:
            raise Missed(f"the kiosk ended with status {self.process.returncode}; see {self.log}")
        return None

    def find(self, role=None, name=None, starts=None, seconds=10, prune=()):
        def look():
            app = self.app()
            return app and app.find(role, name, starts, prune)
        return wait_for(f"{role or 'widget'} {name or starts}", look, seconds)

    def message(self):
        """The line above the keys."""
        app = self.app()
        node = app and app.find(name="案内", prune=TABLES)
        return node.names()[0] if node and node.names() else ""

    def see(self, *words, seconds=10, tables=False, without=()):
        """Waits until every one of the words stands somewhere on the screen (in one label each)."""
        seen = []

        def look():
            app = self.app()
            if not app:
                return None
            seen[:] = app.names(prune=() if tables else TABLES)
            return all(any(w in s for s in seen) for w in words) and not any(w in s for w in without for s in seen)
        try:
            wait_for(", ".join(words), look, seconds)
        except Missed as missed:
            raise Missed(f"{missed}; the screen says: {' | '.join(seen)}") from None
        return [next(s for s in seen if w in s) for w in words]

    def rows(self):
        """The rows of the table on the screen, each as the words of its cells; its heads left out."""
        app = self.app()
        table = app and next((n for n in app.walk() if n.role in TABLES and n.name), None)
        rows = []
        for node in table.walk() if table else ():
            if node.role in ("table row", "list item"):
                rows.append(node.names())
        return rows[1:]

    def dump(self, prune=()):
        def line(node, depth):
            out.append(f"{'  ' * depth}{node.role} {node.name!r} {node.text()!r}")
            if node.role not in prune:
                for child in node.children():
                    line(child, depth + 1)
        out = []
        line(self.app(), 0)
        return "\n".join(out)

    # --- hands ---

    def focus_window(self):
        """There is no window manager: the X server must be told who gets the keys."""
        def look():
            found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.pid)], capture_output=True,
                                   text=True).stdout.split()
            return found and subprocess.run(["xdotool", "windowraise", found[-1], "windowfocus", "--sync", found[-1]],
                                            capture_output=True, timeout=5).returncode == 0
        wait_for("the kiosk's window", look)

    def type(self, text, delay=12):
        subprocess.run(["xdotool", "type", "--delay", str(delay), text], check=True)

    def key(self, *names):
        subprocess.run(["xdotool", "key", "--delay", "20", *names], check=True)

    def touch(self, seed=None, impression=None, dirty=False, complain=None, seconds=25):
        """Lays a finger on the reader until it is taken. seed: whose; complain: what the reader says instead."""
        seconds *= PATIENCE
        words = [self.fingers, "press" if not complain else "complain", "--socket", self.socket, "--wait-ms",
                 str(seconds * 1000)]
        if complain:
            words += ["--reason", complain]
        else:
            Kiosk.touches += 1
            words += ["--seed", str(seed), "--impression", str(impression or FRESH + Kiosk.touches)]
            words += ["--dirty"] if dirty else []
        self._reader(words, seconds)

    def _reader(self, words, seconds=25):
        self.finger_process = spawn(words, stderr=subprocess.PIPE, text=True)
        if self.finger_process.wait(seconds + 5) != 0:
            raise Missed("the finger was not taken: " + self.finger_process.stderr.read())

    def fault(self, reason):
        """The reader fails while it waits for a finger: general, proto, hot."""
        self._reader([self.fingers, "fail", "--socket", self.socket, "--reason", reason, "--wait-ms", str(25000 * PATIENCE)], 25 * PATIENCE)

    def unplug(self):
        """The reader is pulled while it waits for a finger."""
        self._reader([self.fingers, "unplug", "--socket", self.socket, "--wait-ms", str(25000 * PATIENCE)], 25 * PATIENCE)

    def plug(self, what):
        """Another reader where the one before is or was: "image" for the right kind, "wrong" for one that gives no pictures."""
        made = pathlib.Path(self.socket + ".new")
        made.write_text(what)
        made.rename(self.socket + ".plug")

    touches = int(time.time()) % 1000000000  # counted on from there: no two plays in one city lay the same impression

    def picture(self, path):
        subprocess.run(["import", "-window", "root", str(path)], check=True)
