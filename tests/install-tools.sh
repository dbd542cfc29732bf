#!/bin/sh
# Install what the tests in a real browser need, when root: Chromium, Chinese fonts, and nginx for the sample
# configuration. Without them those tests are skipped, and say so.
missing=""
command -v chromium >/dev/null || missing="$missing chromium"
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk fontconfig"
# Debian puts nginx where only root's PATH looks.
PATH="$PATH:/usr/sbin" command -v nginx >/dev/null || missing="$missing nginx-light"
command -v openssl >/dev/null || missing="$missing openssl"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "note: not here, and no right to install it:$missing; the tests that need it will be skipped" >&2
    exit 0
fi
echo "installing for the tests:$missing ..." >&2
apt-get update -qq
for package in $missing; do
    # No service is to start: the tests start nginx themselves, on ports of their own.
    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "$package" >/dev/null || \
        echo "note: $package could not be installed: the tests that need it will be skipped" >&2
done
