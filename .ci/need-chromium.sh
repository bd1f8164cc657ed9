#!/usr/bin/env bash
# The browser journeys need Chromium. Root gets Debian's own; anybody else is told how.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
    ! command -v "$name" >/dev/null || exit 0
done
if [ "$(id -u)" != 0 ]; then
    echo "remote-cm: the tests need Chromium: as root, apt-get install --no-install-recommends chromium" >&2
    exit 1
fi
echo "remote-cm: installing Chromium, which the browser journeys need (a minute or two)"
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-noto-core
