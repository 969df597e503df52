#!/bin/bash
#SBATCH --job-name=init-sweep
#SBATCH --array=1-8
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G
#SBATCH --time=01:00:00
#SBATCH --output=sweep-%A-%a.log
#
# A sweep over several machines: one process a shard, each with a cache file of its own, in a job array of Slurm.
#
#   sbatch examples/sweep-slurm.sh            computes the eight shards; submit it again after a timeout, and it goes on
#   examples/sweep-slurm.sh merge             puts their files together and prints the rows
#   SHARDS=2 examples/sweep-slurm.sh local    computes two shards one after the other on this machine, to try it
#
# Variables: SWEEP_FOLDER, where the files go, on a disk that all machines share (./sweep); POWERSHELL, the command that runs a
# script's text (pwsh -NoProfile -Command); SHARDS, how many there are where no scheduler says so (8).
set -euo pipefail

folder=${SWEEP_FOLDER:-$PWD/sweep}
read -r -a powershell <<< "${POWERSHELL:-pwsh -NoProfile -Command}"
# sbatch runs a copy of this file, in the folder that it was submitted from: the repository's.
if [[ -n ${SLURM_JOB_ID:-} ]]; then root=${SLURM_SUBMIT_DIR}; else root=$(cd "$(dirname "$0")/.." && pwd); fi

# All shards and the merge have the same arguments and the same seed; only -Shard and -CachePath differ.
sweep="
    \$ErrorActionPreference = 'Stop'
    if (-not (Get-Module InitTools)) { Import-Module '$root/out/InitTools' }
    \$sweep = @{
        Initializer = 'Auto', 'GlorotUniform', 'HeNormal', 'LecunNormal', 'Orthogonal'
        Activation  = 'tanh', 'relu', 'selu', 'gelu'
        Depth       = 5, 10, 20, 40
        Width       = 50, 100, 200
        Repeat      = 3
        Dataset     = Import-Dataset '$root/examples/data/digits.csv.gz' -Standardize
        Seed        = 42
    }"

run_shard() {
    # As many runs at a time as the job has processors; a stopped shard goes on from its file.
    "${powershell[@]}" "$sweep
    \$rows = @(Invoke-InitializationSweep @sweep -Shard $1/$2 -CachePath '$folder/shard-$1.jsonl' -ThrottleLimit $3)
    \"Shard $1/$2: \$(\$rows.Count) runs\""
}

mkdir -p "$folder"
case ${1:-} in
    merge)
        cat "$folder"/shard-*.jsonl > "$folder/sweep.jsonl"
        # Everything is there already: nothing is computed. A shard that is missing would be computed now.
        "${powershell[@]}" "$sweep
    Invoke-InitializationSweep @sweep -CachePath '$folder/sweep.jsonl' | Out-Default"
        ;;
    local)
        for ((i = 1; i <= ${SHARDS:-8}; i++)); do run_shard "$i" "${SHARDS:-8}" "$(nproc)"; done
        ;;
    '')
        # The array has to be 1-n.
        run_shard "${SLURM_ARRAY_TASK_ID:?submit this with sbatch, or say local or merge}" \
            "${SLURM_ARRAY_TASK_COUNT:?}" "${SLURM_CPUS_PER_TASK:-1}"
        ;;
    *)
        echo "usage: sbatch $0 | $0 local | $0 merge" >&2
        exit 2
        ;;
esac
