"""A real Slurm on this machine for the length of a test: munge, slurmctld and any number of nodes,
all inside one folder, on loopback.

    with SlurmCluster(folder, nodes=2) as cluster:
        subprocess.run(["sbatch", ...], env=cluster.environment)

Several slurmd on one host need a Slurm that was built for it, as Debian's is. Daemons run in the
foreground in sessions of their own and are ended by their process objects, never by name.
Everything that Slurm waits for is shortened to seconds. Needs root or one ordinary user for all of
it.
"""

import getpass
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

SEARCH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "scancel")

CONFIGURATION = """\
ClusterName=regsweep
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge/socket,cred_expire=5
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
SlurmctldPidFile={folder}/run/slurmctld.pid
SlurmdPidFile={folder}/run/slurmd.%n.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdLogFile={folder}/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
MailProg=/bin/true
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_min_interval=100000,bf_interval=1,\
bf_min_age_reserve=1,default_queue_depth=1000
SlurmdParameters=config_overrides
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
ReturnToService=2
KillWait={kill_wait}
SlurmctldTimeout=10
SlurmdTimeout=10
InactiveLimit=0
EnforcePartLimits=ALL
MaxArraySize={largest_array}
MinJobAge=3600
TreeWidth=65000
"""

PARTITIONS = """\
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=5 PreemptMode=OFF
PartitionName=low Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=REQUEUE GraceTime=2
PartitionName=high Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF
PartitionName=cpu Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=5 PreemptMode=OFF
PartitionName=brief Nodes=ALL MaxTime=30 State=UP PriorityTier=5 PreemptMode=OFF
"""


def missing_programs():
    return [name for name in PROGRAMS if shutil.which(name, path=SEARCH) is None]


def slurm_version():
    words = subprocess.run(
        [shutil.which("slurmd", path=SEARCH), "-V"], capture_output=True, text=True
    ).stdout
    return tuple(int(number) for number in re.findall(r"\d+", words)[:2])


def free_ports(count):
    """The first of `count` neighbouring free ports below the range that the kernel gives away."""
    for base in range(20000 + os.getpid() * 13 % 9000, 31000, count):
        try:
            for port in range(base, base + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
            return base
        except OSError:
            continue
    raise RuntimeError("no free ports")


def children_of(pid):
    """All descendants of a process."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            direct = [int(word) for word in task.read_text().split()]
        except OSError:
            continue
        for child in direct:
            found += [child, *children_of(child)]
    return found


def kill_all(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


class SlurmCluster:
    def __init__(self, folder, nodes=2, cpus=2, kill_wait=3, largest_array=1001):
        self.folder, self.cpus = Path(folder), cpus
        self.nodes = [f"n{number}" for number in range(1, nodes + 1)]
        self.settings = {"kill_wait": kill_wait, "largest_array": largest_array}
        self.environment = {
            **os.environ,
            "PATH": SEARCH,
            "SLURM_CONF": str(self.folder / "etc/slurm.conf"),
        }
        self.daemons = {}

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    # start

    def start(self):
        for name in ("etc", "log", "run", "state", "spool", "munge"):
            (self.folder / name).mkdir(parents=True)
        self.folder.chmod(0o755)
        (self.folder / "munge").chmod(0o755)
        key = self.folder / "munge/key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        self.write_configuration()
        munge = self.folder / "munge"
        self.spawn(
            "munged",
            "munged",
            "--foreground",
            "--force",
            f"--socket={munge}/socket",
            f"--key-file={key}",
            f"--log-file={self.folder}/log/munged.log",
            f"--pid-file={munge}/pid",
            f"--seed-file={munge}/seed",
        )
        self.wait("munged has a socket", lambda: (munge / "socket").exists())
        self.start_controller()
        for node in self.nodes:
            self.start_node(node)
        self.wait("all nodes are up", self.is_up)

    def write_configuration(self):
        host, port = socket.gethostname().split(".")[0], free_ports(len(self.nodes) + 1)
        text = CONFIGURATION.format(
            host=host, port=port, user=getpass.getuser(), folder=self.folder, **self.settings
        )
        for number, node in enumerate(self.nodes, 1):
            text += (
                f"NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1"
                f" Port={port + number} CPUs={self.cpus} RealMemory=4096 State=UNKNOWN\n"
            )
        (self.folder / "etc/slurm.conf").write_text(text + PARTITIONS)
        if slurm_version() >= (
            23,
            11,
        ):  # these want to be told to do without; older ones do not know the word
            (self.folder / "etc/cgroup.conf").write_text("CgroupPlugin=disabled\n")

    def spawn(self, name, *words):
        program = shutil.which(words[0], path=SEARCH)
        with open(self.folder / f"log/{name}.out", "ab") as log:
            self.daemons[name] = subprocess.Popen(
                [program, *words[1:]],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder / "log",
                env=self.environment,
                start_new_session=True,
            )

    def start_controller(self):
        self.spawn("slurmctld", "slurmctld", "-D", "-f", self.environment["SLURM_CONF"])

    def start_node(self, node):
        (self.folder / "spool" / node).mkdir(exist_ok=True)
        self.spawn(node, "slurmd", "-D", "-f", self.environment["SLURM_CONF"], "-N", node)

    def is_up(self):
        return set(
            self.run("sinfo", "-h", "-N", "-t", "idle,mix,alloc", "-o", "%N").stdout.split()
        ) == set(self.nodes)

    def wait(self, what, done, seconds=120):
        """Until done() is true; the limit only keeps a broken cluster from hanging the test."""
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                logs = "\n".join(
                    f"--- {path}\n{path.read_text(errors='replace')[-1500:]}"
                    for path in sorted((self.folder / "log").iterdir())
                )
                raise AssertionError(f"waited in vain until {what}\n{logs}")
            time.sleep(0.1)

    # use

    def run(self, *words, check=False):
        return subprocess.run(
            words,
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=check,
            timeout=120,
        )

    def jobs(self):
        """One line per task that is queued or runs: id, state, node."""
        return self.run("squeue", "-h", "-r", "-o", "%i %T %N").stdout.splitlines()

    # faults

    def kill_daemon(self, name):
        """As the kernel kills it. Jobs of a node go on: a network that is cut."""
        daemon = self.daemons.pop(name)
        daemon.kill()
        daemon.wait()

    def steppers(self, node):
        """The processes that hold the jobs of a node, known by the log that each has open."""
        log, found = str(self.folder / f"log/slurmd.{node}.log"), []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if "slurmstepd" in os.readlink(process / "exe") and any(
                    os.readlink(file) == log for file in (process / "fd").iterdir()
                ):
                    found.append(int(process.name))
            except OSError:
                continue
        return found

    def lose_node(self, node):
        """The node's power is gone: its daemon, its jobs and all that they started."""
        self.kill_daemon(node)
        for stepper in self.steppers(node):
            kill_all([*children_of(stepper), stepper])

    # stop

    def stop(self):
        if "slurmctld" in self.daemons:
            self.run("scancel", "--signal=KILL", "--full", "--user", getpass.getuser())
            self.run("scancel", "--user", getpass.getuser())
            try:
                self.wait("all jobs have ended", lambda: not self.jobs(), 30)
            except AssertionError:
                pass  # what is left is killed below
        for node in self.nodes:
            for stepper in self.steppers(node):
                kill_all([*children_of(stepper), stepper])
        for name in [*self.nodes, "slurmctld", "munged"]:
            if daemon := self.daemons.pop(name, None):
                daemon.terminate()
                try:
                    daemon.wait(15)
                except subprocess.TimeoutExpired:
                    daemon.kill()
                    daemon.wait()
