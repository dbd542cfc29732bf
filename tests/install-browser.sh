#!/bin/sh
# Install Chromium and Chinese fonts for the browser tests, when root. Without them those tests are skipped, and say so.
command -v chromium >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q . && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "note: no Chromium with Chinese fonts here, and no right to install it: the browser tests will be skipped" >&2
    exit 0
fi
echo "installing Chromium and Chinese fonts for the browser tests ..." >&2
apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk fontconfig >/dev/null || \
    echo "note: Chromium could not be installed: the browser tests will be skipped" >&2
