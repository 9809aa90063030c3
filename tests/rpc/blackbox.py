# SPDX-License-Identifier: Apache-2.0
"""What clients that know nothing but the .proto files have in common: a terminal of a served city with its captures and
logins, a server of their own on the city's database, and the log as SQL shows it."""
import atexit
import hashlib
import os
import pathlib
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import grpc  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
CAPTURE = b"application/vnd.madoguchi.capture.v1"


def read_env(path):
    out = subprocess.run(["bash", "-c", f"set -a; . '{path}'; env -0"], check=True, capture_output=True).stdout
    return dict(item.split("=", 1) for item in out.decode().split("\0") if "=" in item)


def load_protos():
    """Python classes of every message, made by protoc now; importable afterwards."""
    folder = tempfile.mkdtemp(prefix="mg-protos-")
    atexit.register(shutil.rmtree, folder, True)
    files = [str(f.relative_to(ROOT / "proto")) for f in sorted((ROOT / "proto/madoguchi").rglob("*.proto"))]
    subprocess.run(["protoc", f"-I{ROOT}/proto", "-I/usr/include", f"--python_out={folder}", *files,
                    "protobuf-c/protobuf-c.proto"], check=True)
    sys.path.insert(0, folder)


def run(words):
    """What a program says that ends well."""
    return subprocess.run(words, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout


def read_pgm(path):
    data = pathlib.Path(path).read_bytes()
    words, at = [], 0
    while len(words) < 4:
        while data[at:at + 1].isspace():
            at += 1
        if data[at:at + 1] == b"#":
            at = data.index(b"\n", at)
            continue
        end = at
        while not data[end:end + 1].isspace():
            end += 1
        words.append(data[at:end])
        at = end
    return int(words[1]), int(words[2]), data[at + 1:]


def sign(key_file, payload_type, payload):
    """DSSE v1 by hand; key id and signature."""
    pae = b"DSSEv1 %d %s %d %s" % (len(payload_type), payload_type, len(payload), payload)
    with tempfile.NamedTemporaryFile() as f:
        f.write(pae)
        f.flush()
        signature = subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key_file, "-in", f.name],
                                   check=True, capture_output=True).stdout
    public = subprocess.run(["openssl", "pkey", "-in", key_file, "-pubout", "-outform", "DER"], check=True,
                            capture_output=True).stdout[-32:]
    return hashlib.sha256(public).digest()[:8], signature


def touch(env, staff):
    """A fresh touch: an impression that is not enrolled, with noise of its own."""
    width, height, pixels = read_pgm(f"{env[f'MG_STAFF_{staff}_FINGERS']}/6.pgm")
    pixels = bytearray(pixels)
    for _ in range(200):
        pixels[random.randrange(len(pixels))] ^= 1
    return width, height, bytes(pixels)


class Terminal:
    """One terminal's connection. `token`: of its session, or None."""

    def __init__(self, env, terminal=1, address=None):
        def pem(name):
            return pathlib.Path(env[name]).read_bytes()
        self.env, self.terminal, self.token = env, terminal, None
        credentials = grpc.ssl_channel_credentials(pem("MG_CA"), pem(f"MG_TERMINAL_{terminal}_KEY"),
                                                   pem(f"MG_TERMINAL_{terminal}_CERT"))
        # a channel of its own: equal ones would share a connection
        self.channel = grpc.secure_channel(address or env["MG_ADDRESS"], credentials, [
            ("grpc.ssl_target_name_override", env["MG_SERVER_NAME"]), ("grpc.use_local_subchannel_pool", 1)])
        der = subprocess.run(["openssl", "x509", "-in", env[f"MG_TERMINAL_{terminal}_CERT"], "-outform", "DER"], check=True,
                             capture_output=True).stdout
        self.cert_sha256 = hashlib.sha256(der).digest()

    def call(self, path, request, reply_type, key=None, token=None, fresh=None, timeout=60):
        """The reply and the call; grpc.RpcError on a no. request: a message, or the bytes of one."""
        metadata = []
        token = token or self.token
        if token:
            metadata.append(("authorization", "Bearer " + token.hex()))
        if key:
            metadata.append(("madoguchi-key-bin", key))
        if fresh:
            metadata.append(("madoguchi-fresh", fresh.hex()))
        method = self.channel.unary_unary(path, request_serializer=lambda m: m if isinstance(m, bytes) else m.SerializeToString(),
                                          response_deserializer=reply_type.FromString)
        return method.with_call(request, metadata=metadata, timeout=timeout)

    def say(self, name, request, reply_type, **how):
        """A call by the name "Person/Search", with an idempotency key; the reply."""
        return self.call("/madoguchi.v1." + name, request, reply_type, key=os.urandom(16), **how)[0]

    def challenge(self):
        from madoguchi.v1 import login_pb2 as pb
        return self.say("Login/Challenge", pb.ChallengeRequest(), pb.ChallengeReply)

    def capture(self, nonce, picture, signer=None, shown=None):
        """Finger and envelope over this nonce; `shown`: the picture that is signed, when it is another."""
        from madoguchi.v1 import login_pb2 as pb
        width, height, pixels = picture
        capture = pb.Capture(nonce=nonce, image_sha256=hashlib.sha256((shown or picture)[2]).digest())
        payload = capture.SerializeToString()
        key_id, signature = sign(self.env[f"MG_TERMINAL_{signer or self.terminal}_ASSERTION_KEY"], CAPTURE, payload)
        return {"finger": pb.FingerImage(width=width, height=height, pixels=pixels, driver="virtual_image", device_id="0"),
                "capture": pb.Envelope(payload_type=CAPTURE.decode(), payload=payload, key_id=key_id, signature=signature)}

    def login_request(self, staff, password=None, picture=None, finger_of=None, challenge=None, staff_no=None, **how):
        from madoguchi.v1 import login_pb2 as pb
        c = challenge or self.challenge()
        return pb.LoginRequest(login_id=c.login_id, staff_no=staff_no or self.env[f"MG_STAFF_{staff}_NO"],
                               password=password or self.env[f"MG_STAFF_{staff}_PASSWORD"],
                               **self.capture(c.nonce, picture or touch(self.env, finger_of or staff), **how))

    def send_login(self, request, token=None):
        from madoguchi.v1 import login_pb2 as pb
        return self.call("/madoguchi.v1.Login/Login", request, pb.LoginReply, token=token)[0]

    def login(self, staff, **how):
        reply = self.send_login(self.login_request(staff, **how))
        self.token = reply.token
        return reply

    def logout(self):
        from madoguchi.v1 import session_pb2 as pb
        self.say("Session/Logout", pb.LogoutRequest(), pb.LogoutReply)
        self.token = None

    def fresh(self, staff, path):
        """Finger and password once more: a token for one act."""
        from madoguchi.v1 import session_pb2 as pb
        c = self.say("Session/FreshChallenge", pb.FreshChallengeRequest(), pb.FreshChallengeReply)
        return self.say("Session/Reauthenticate", pb.ReauthenticateRequest(
            login_id=c.login_id, password=self.env[f"MG_STAFF_{staff}_PASSWORD"], path=path,
            **self.capture(c.nonce, touch(self.env, staff))), pb.ReauthenticateReply).token

    def close(self):
        self.channel.close()


def code_of(error):
    """The server's own code and the field that is to blame, from the trailer; the transport's name when there is none."""
    from madoguchi.v1 import common_pb2 as pb
    for key, value in error.trailing_metadata() or ():
        if key == "madoguchi-error-bin":
            detail = pb.ErrorDetail.FromString(value)
            return detail.code, detail.field
    return error.code().name, ""


class Database:
    """The city's database as its superuser: what a test changes or looks up beside the door."""

    def __init__(self, env):
        self.socket = env["MG_DB_SOCKET"]

    def ask(self, sql):
        done = subprocess.run(["mariadb", "--no-defaults", "--default-character-set=utf8mb4", "--socket=" + self.socket,
                               "--batch", "--raw", "--skip-column-names"], input=sql, capture_output=True, text=True,
                              check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        return [line.split("\t") for line in done.stdout.splitlines()]

    def one(self, sql):
        rows = self.ask(sql)
        return rows[0][0] if rows else None

    def forget_failures(self):
        self.ask("DELETE FROM madoguchi.login_failure_pair; DELETE FROM madoguchi.login_failure_staff;"
                 " DELETE FROM madoguchi.login_failure_terminal")


class Log:
    """The entries of the log that came since it was last asked (proto/wire/entry.h)."""

    def __init__(self, database):
        self.database, self.seen = database, {}
        numbers = re.findall(r"^MG_ERROR\(\s*(\d+),\s*(\w+),", (ROOT / "server/base/errors.def").read_text(), re.M)
        self.codes = {0: "OK"} | {int(n): name for n, name in numbers}
        self.news()

    @staticmethod
    def block(data, at):
        n = struct.unpack_from(">I", data, at)[0]
        return data[at + 4:at + 4 + n], at + 4 + n

    def read(self, data):
        actor, at = self.block(data, 55)
        cert, at = data[at:at + 32], at + 48
        path, at = self.block(data, at)
        result, action = struct.unpack_from(">HH", data, at)
        return {"actor": actor.decode(), "cert": cert, "path": path.decode().replace("/madoguchi.v1.", ""),
                "code": self.codes.get(result, str(result)), "action": action}

    def news(self):
        beyond = " OR ".join(f"(writer = {w} AND n > {n})" for w, n in self.seen.items())
        known = ",".join(str(w) for w in self.seen) or "0"
        if not self.seen:
            rows = self.database.ask("SELECT writer, MAX(n), '' FROM madoguchi_log.leaf GROUP BY writer")
        else:
            rows = self.database.ask(f"SELECT writer, n, HEX(entry) FROM madoguchi_log.leaf WHERE {beyond}"
                                     f" OR writer NOT IN ({known}) ORDER BY writer, n")
        found = []
        for writer, n, entry in rows:
            self.seen[int(writer)] = max(self.seen.get(int(writer), 0), int(n))
            if entry:
                found.append(self.read(bytes.fromhex(entry)))
        return found


class Server:
    """A server of its own on the city's database: what it counts in its memory begins with nothing."""

    def __init__(self, env, listen=None):
        self.folder = tempfile.mkdtemp(prefix="second-", dir=env["MG_CITY"])
        lines = pathlib.Path(env["MG_CITY"], "server.conf").read_text().splitlines()
        away = ("listen.port_file", "import.dir") + (("listen", "limit.calls_per_second") if listen else ())
        kept = [line for line in lines if line.split("=")[0].strip() not in away] + ([f"listen = {listen}"] if listen else [])
        config = pathlib.Path(self.folder, "server.conf")
        config.write_text("\n".join(kept) + "\n")
        with open(pathlib.Path(self.folder, "errors"), "wb") as errors:
            self.process = subprocess.Popen([env["MG_BIN"] + "/server/madoguchi-server", "--config", str(config)],
                                            stdout=subprocess.PIPE, stderr=errors, text=True)
        atexit.register(self.stop)
        ready = self.process.stdout.readline().split()
        if ready[:1] != ["ready"]:
            raise RuntimeError("the server does not start: " + pathlib.Path(self.folder, "errors").read_text())
        self.address = "127.0.0.1:" + ready[1]

    def memory_kib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1))

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
        return self.process.returncode
