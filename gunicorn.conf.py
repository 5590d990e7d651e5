"""gunicorn as shipped: threads for many readers, workers replaced now and then, nothing shared in the home folder."""

import gc
import multiprocessing
import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "transparency_site.fair_worker.FairWorker"  # gthread, with connections shared among workers
workers = int(os.environ.get("WORKERS", min(4, multiprocessing.cpu_count())))
threads = int(os.environ.get("THREADS", "4"))
preload_app = True  # loaded once; engines and memory maps are opened after the fork, per worker
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 100_000
max_requests_jitter = 50_000
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 heartbeat files belong in memory
accesslog = os.environ.get("ACCESS_LOG") or None
# gunicorn 27 opens a control socket in the home folder that all instances would share.
control_socket_disable = True
limit_request_line = 8190  # the site itself answers an address that is too long, in words


def post_worker_init(worker):
    """Warm each worker beside its first requests."""
    from transparency_site import warming

    warming.start(worker.wsgi)


def pre_fork(_server, _worker):
    """What was loaded is shared by the workers and never collected: no pass over it, no page copied for it.

    A page makes thousands of objects that leave by themselves: what stays behind is looked for every few pages.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
