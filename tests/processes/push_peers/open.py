"""Opens messages of Web Push with http-ece, as a browser would. A line of the input that says `make` is answered with the keys
of a new browser, and one with `open` with the text that the message had for that browser, or null."""

import base64
import json
import os
import sys

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def text_of(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


key = auth = None
for line in sys.stdin:
    asked = json.loads(line)
    if "make" in asked:
        key, auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        answer = {"p256dh": text_of(public), "auth": text_of(auth)}
    else:
        try:
            opened = http_ece.decrypt(
                bytes.fromhex(asked["open"]), private_key=key, auth_secret=auth, version="aes128gcm"
            )
            answer = {"text": opened.decode()}
        except Exception:
            answer = {"text": None}
    print(json.dumps(answer), flush=True)
