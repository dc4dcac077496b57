# Parley in a container, of the archives that script/release has made. docs/installing.md says how to run it.
ARG DEBIAN=debian:stable-slim

FROM ${DEBIAN} AS unpacked
ARG TARGETARCH=amd64
COPY artifacts/release/ /release/
RUN cd /release \
 && kind=linux-$(echo "$TARGETARCH" | sed s/amd64/x64/) \
 && archive=$(ls -t parley-*-$kind.tar.gz | head -n 1) \
 && grep " $archive\$" SHA256SUMS | sha256sum --check --strict \
 && mkdir -p /opt/parley \
 && tar -xzf "$archive" -C /opt/parley --strip-components=1 --no-same-owner

FROM ${DEBIAN}
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      ca-certificates openssl tzdata $(apt-cache --names-only search '^libicu[0-9]+$' | cut -d' ' -f1) \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --user-group --home-dir /var/lib/parley --no-create-home --shell /usr/sbin/nologin parley \
 && install -d -o parley -g parley -m 0750 /var/lib/parley /var/lib/parley/content
COPY --from=unpacked /opt/parley /opt/parley
# Nothing but the volume and /tmp is written: the rest may be read-only.
ENV ASPNETCORE_URLS=http://0.0.0.0:5080 DOTNET_EnableDiagnostics=0
USER 10001:10001
WORKDIR /var/lib/parley
VOLUME /var/lib/parley
EXPOSE 5080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["/opt/parley/parley", "health"]
ENTRYPOINT ["/opt/parley/parley"]
CMD ["serve"]
