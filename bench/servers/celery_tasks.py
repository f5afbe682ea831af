"""The Celery side: one empty task, results off, as Celery advises when nobody reads them."""

import os

from celery import Celery
from celery.signals import worker_ready

celery = Celery("webhooks", broker=os.environ["REDIS_URL"])
celery.conf.task_ignore_result = True


@celery.task(name="handle")
def handle(kind, payload):
    return None


@worker_ready.connect
def say_ready(**_):
    print("ready", flush=True)
