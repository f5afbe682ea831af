#!/bin/sh
# Installs what the bench's contestants need from Debian's archive, where it is missing: a C compiler for the load
# generator, Redis, gunicorn, Flask, Celery, adnanh/webhook. Safe to run again; without it the bench leaves out
# the contestants that it cannot start, and says so.
set -eu

missing=""
need() { # need PACKAGE COMMAND...
  package=$1
  shift
  "$@" >/dev/null 2>&1 || missing="$missing $package"
}

need gcc command -v gcc
need libc6-dev test -e /usr/include/stdio.h
need redis-server command -v redis-server
need gunicorn command -v gunicorn
need webhook command -v webhook
need python3-flask /usr/bin/python3 -c "import flask"
need python3-redis /usr/bin/python3 -c "import redis"
need python3-celery /usr/bin/python3 -c "import celery"

if [ -z "$missing" ]; then
  echo "setup-bench: all there"
  exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
  echo "setup-bench: missing:$missing; this script knows only apt-get: install them by your system's means" >&2
  exit 1
fi
run=""
[ "$(id -u)" = 0 ] || run=sudo
echo "setup-bench: installing$missing"
# RUNLEVEL=1: the packages do not start their services; the bench runs its own, on free ports.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
$run apt-get update -qq
# shellcheck disable=SC2086
$run apt-get install -y -qq --no-install-recommends $missing
