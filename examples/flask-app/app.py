"""A Flask app that takes events from hookinbox. What it needs to trust them is in `verified`: the standard library."""

import base64
import hashlib
import hmac
import os
import time

from flask import Flask, request

app = Flask(__name__)
SECRET = base64.b64decode(os.environ["APP_SECRET"].removeprefix("whsec_"))
handled = set()


def verified(headers, body):
    event, sent = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < 12) or abs(time.time() - int(sent)) > 300:
        return False
    signed = f"{event}.{sent}.".encode() + body
    right = b"v1," + base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest())
    given = headers.get("webhook-signature", "").encode().split()
    return any(hmac.compare_digest(right, one) for one in given)


@app.post("/hooks")
def hooks():
    if not verified(request.headers, request.get_data()):
        return "not from our inbox", 401
    event = request.headers["webhook-id"]
    if event not in handled:  # A retry has the same id; a real app asks its database.
        print("handled", event, request.headers["hookinbox-type"], request.get_json()["action"], flush=True)
        handled.add(event)
    return "", 204


if __name__ == "__main__":
    app.run(port=int(os.environ.get("APP_PORT", "5000")))
