# syntax=docker/dockerfile:1
# fettle in a container. Both stages are Debian 12: libgit2's soname differs between releases.
#
#   docker build -t fettle .
#   docker run --read-only --tmpfs /dev/shm -v fettle:/var/lib/fettle -e FETTLE_REPO=https://… \
#       -v "$PWD/lab.key:/etc/fettle/lab.key:ro" -e FETTLE_GIT_CRYPT_KEY=/etc/fettle/lab.key fettle
#
# Everything that fettle writes lies in the volume /var/lib/fettle or on the tmpfs /dev/shm.

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libcurl4-openssl-dev libgit2-dev libgpgme-dev libyaml-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY Package.swift ./
COPY Sources Sources
# The manifest names the test targets too, so their folders must be there; they are not built.
COPY Tests Tests
RUN swift build --configuration release --product fettle --static-swift-stdlib \
    && swift build --configuration release --product fettle-core --static-swift-stdlib \
    && install -D -m 0755 -t /result "$(swift build --configuration release --show-bin-path)"/fettle \
        "$(swift build --configuration release --show-bin-path)"/fettle-core

FROM debian:bookworm-slim AS tools
ARG TARGETARCH=amd64
ARG KUBECTL_VERSION=1.32.4
ARG KUBECTL_SHA256_AMD64=10d739e9af8a59c9e7a730a2445916e04bc9cbb44bc79d22ce460cd329fa076c
ARG KUBECTL_SHA256_ARM64=c6f96d0468d6976224f5f0d81b65e1a63b47195022646be83e49d38389d572c2
ARG HELM_VERSION=4.2.3
ARG HELM_SHA256_AMD64=e9b88b4ee95b18c706839c28d3a0220e5bc470e9cd9262410c90793c45ff8b7c
ARG HELM_SHA256_ARM64=21abd9354d39b2cd79a8d76be6912cd137a983cbf997193503fb8a6a6e2f2785
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
WORKDIR /download
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates curl \
    && rm -rf /var/lib/apt/lists/*
RUN case "$TARGETARCH" in \
        amd64) kubectl_sha256=$KUBECTL_SHA256_AMD64; helm_sha256=$HELM_SHA256_AMD64 ;; \
        arm64) kubectl_sha256=$KUBECTL_SHA256_ARM64; helm_sha256=$HELM_SHA256_ARM64 ;; \
        *) echo "no checksums for $TARGETARCH; add them as build arguments" >&2; exit 1 ;; \
    esac \
    && curl --fail --silent --show-error --location --retry 3 --output kubectl \
        "https://dl.k8s.io/release/v$KUBECTL_VERSION/bin/linux/$TARGETARCH/kubectl" \
    && curl --fail --silent --show-error --location --retry 3 --output helm.tar.gz \
        "https://get.helm.sh/helm-v$HELM_VERSION-linux-$TARGETARCH.tar.gz" \
    && printf '%s  %s\n' "$kubectl_sha256" kubectl "$helm_sha256" helm.tar.gz | sha256sum --check --strict - \
    && tar --extract --gzip --file helm.tar.gz --strip-components 1 "linux-$TARGETARCH/helm" \
    && mkdir /result \
    && install -m 0755 kubectl helm /result/

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        ca-certificates gnupg libcurl4 libgit2-1.5 libgpgme11 libstdc++6 libyaml-0-2 openssh-client tini \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 65532 fettle \
    && useradd --uid 65532 --gid 65532 --home-dir /var/lib/fettle --no-create-home --shell /usr/sbin/nologin fettle \
    && install -d -o 65532 -g 65532 -m 0700 /var/lib/fettle
COPY --from=tools /result/ /usr/local/bin/
COPY --from=build /result/fettle /result/fettle-core /usr/local/bin/
# What helm and kubectl keep by themselves lies below HOME; temporary files may hold secrets, so they stay in memory.
ENV HOME=/var/lib/fettle \
    TMPDIR=/dev/shm
USER 65532:65532
WORKDIR /var/lib/fettle
VOLUME /var/lib/fettle
# tini ends grandchildren of helm and kubectl that would stay as zombies, and passes signals on.
ENTRYPOINT ["tini", "--", "fettle"]
CMD ["run"]
