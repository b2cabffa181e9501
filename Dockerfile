FROM python:3.11-slim
WORKDIR /app
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY graph graph
COPY queries queries
COPY api api
RUN pip install --no-cache-dir --no-deps . && useradd --create-home tracer && mkdir /data && chown tracer /data
USER tracer
ENTRYPOINT ["contactgraph"]
