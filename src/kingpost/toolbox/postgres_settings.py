"""The configuration file of our PostgreSQL, sized for the machine it is on (from 2 cores and 2 GB upwards)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

MEGABYTE = 1024 * 1024


def configuration(socket: Path, extra: Mapping[str, str], *, own: bool) -> str:
    """The text of postgresql.conf. ``extra`` wins over what is chosen here; with ``own``, custom.conf beside it wins over both."""
    lines = [f"{name} = '{value}'" for name, value in {**_chosen(socket), **extra}.items()]
    header = "# Written at each start. Put your own settings in custom.conf in this folder.\n"
    return header + "\n".join(lines) + ("\ninclude 'custom.conf'\n" if own else "\n")


def _chosen(socket: Path) -> dict[str, str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
    return {
        # Who may come in: only processes that can enter this folder.
        "listen_addresses": "",
        "unix_socket_directories": str(socket).replace("'", "''"),
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "max_connections": "60",
        # Memory: an eighth of the machine, because the business's own programs may run beside us.
        "shared_buffers": f"{max(128, min(memory // 8, 2048))}MB",
        "effective_cache_size": f"{max(512, memory // 2)}MB",
        "work_mem": "24MB",
        "temp_buffers": "32MB",  # what a stage gathers for one batch stays in memory
        "maintenance_work_mem": f"{max(64, min(memory // 16, 512))}MB",
        "dynamic_shared_memory_type": _shared_memory(),
        # Writing: a commit is on disk when it returns. Fewer, longer checkpoints make bulk loads cheaper.
        "synchronous_commit": "on",
        "wal_level": "replica",
        "wal_compression": "on",
        "wal_buffers": "16MB",
        "max_wal_size": "2GB",
        "min_wal_size": "256MB",
        "checkpoint_timeout": "15min",
        # Planning: our queries are short, so compiling them costs more than it saves; disks are SSDs.
        "jit": "off",
        "random_page_cost": "1.1",
        "default_text_search_config": "pg_catalog.simple",
        "max_parallel_workers_per_gather": "1",
        # Tables that grow by millions of rows need vacuum and statistics long before a fifth of them has changed.
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.02",
        "autovacuum_naptime": "20s",
        "idle_in_transaction_session_timeout": "10min",
        # Logs hold no data: neither the statement nor its parameters nor the key values of a conflict.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_line_prefix": "%m [%p] ",
        "log_timezone": "UTC",
        "timezone": "UTC",
        "lc_messages": "C",
    }


def _shared_memory() -> str:
    """Containers often have 64 MB of /dev/shm, too little for a parallel query; then a file does."""
    try:
        return "posix" if shutil.disk_usage("/dev/shm").total >= 256 * MEGABYTE else "mmap"  # noqa: S108  only measured
    except OSError:
        return "posix"
