# The command in a container: docker build -t tersely . && docker run --rm -i tersely < report.md
# Keys come in by the environment: docker run --rm -i -e OPENAI_API_KEY tersely -m openai < report.md
# Cache and config live in /home/tersely; mount a volume there to keep them.
FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN pip install --no-cache-dir build && python -m build --wheel --outdir /dist

FROM python:3.13-slim
RUN useradd --create-home tersely
COPY --from=build /dist/ /dist/
RUN pip install --no-cache-dir "$(ls /dist/*.whl)[office]" && rm -r /dist
USER tersely
WORKDIR /work
ENTRYPOINT ["tersely"]
