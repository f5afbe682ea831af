"""Flask + Celery, as their guides put it together: raw body, compare_digest, SET NX, task.delay, 202."""

import hashlib
import hmac
import os

import redis
from flask import Flask, abort, request

from celery_tasks import handle

app = Flask(__name__)
store = redis.Redis.from_url(os.environ["REDIS_URL"])
secret = os.environ["SECRET"].encode()
DAY_IN_SECONDS = 86_400


@app.post("/github")
def github():
    body = request.get_data()
    expected = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(request.headers.get("X-Hub-Signature-256", ""), expected):
        abort(401)
    key = "github:" + request.headers["X-GitHub-Delivery"]
    if store.set(key, 1, nx=True, ex=DAY_IN_SECONDS):
        payload = request.get_json()
        handle.delay(request.headers["X-GitHub-Event"] + "." + payload["action"], payload)
    return "", 202
