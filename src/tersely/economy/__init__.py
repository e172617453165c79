"""Half price: the calls of many documents through the batch APIs of the services.

**The idea.** The engine asks a Provider and knows nothing else. `Economical` is a Provider that
answers from the store or *parks* the call: the call is written down, and `Waiting` ends the work on
its document, which is dropped. When the answers have come, the document is done anew from the
start: what was answered is in the store, and the next stage of its calls is parked (or it is
finished). So a document in memory is never kept waiting for hours, 200,000 pending calls are rows
of a table, and going on after a kill is the same code as going on after a wave: the plan is
replayed. Requests and store keys are those of a live run, so both share every answer.

**A wave.** All calls that are ready go into jobs, by model, divided by the limits of the service
(calls, bytes, enqueued tokens) and by what `--max-cost` leaves. `custom_id` is the first half of
the store key in hexadecimal.

**A job** lives in `OUT/.tersely/economy.sqlite` beside the table of the batch; its calls as bytes
in a file beside that until the service has accepted them. What is on disk before and after each
step:

    state        on disk before the step               the step             on disk after it
    PLANNED      job, its calls, the file of lines     -                    -
    UPLOADING    state                                 upload               file id  -> UPLOADED
    CREATING     state, time                           create the job       job id   -> RUNNING
    RUNNING      -                                     poll                 counts
    COLLECTING   state (the job has ended, however)    read the results     500 answers at a time
    COLLECTED    every call has an outcome or goes     delete the files     -> DONE
                 into the next wave

A job that is found CREATING was perhaps made: before it is made again, the jobs of the account are
searched for its marker (or for its file; where a service keeps neither, for a job of its size and
time), and found, it is adopted. A job that is made twice nevertheless is bounded by its size.
Answers are stored before their rows are marked, so a kill between the two costs a second look at
the results and no call. A job that expired or was cancelled has results like any other; only the
calls without one go into the next wave, and after three waves they are made live.

**Money.** What a job may cost at most is reserved when it is planned and settled when its results
are read; both are columns, so `--max-cost` holds across waves and processes.
"""

from .desk import Desk
from .economical import Economical, document_path
from .job import ItemState, Job, JobState, WaitingDocument
from .progress import Options, Progress
from .state import State

__all__ = [
    "Desk",
    "Economical",
    "ItemState",
    "Job",
    "JobState",
    "Options",
    "Progress",
    "State",
    "WaitingDocument",
    "document_path",
]
