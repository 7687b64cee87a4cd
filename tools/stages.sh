# To be sourced by bash scripts: runs named stages one after the other and remembers how long each took.

stage_names=()
stage_seconds=()
stage_results=()

# stage NAME COMMAND...: runs the command and returns its exit status.
stage() {
  local name=$1 start=$SECONDS status=0
  shift
  printf '\n== %s\n' "$name"
  "$@" || status=$?
  stage_names+=("$name")
  stage_seconds+=("$((SECONDS - start))")
  if [ "$status" -eq 0 ]; then stage_results+=(ok); else stage_results+=("FAILED ($status)"); fi
  return "$status"
}

# Prints a table of all stages so far.
stage_table() {
  local i total=0
  printf '\n%-32s %10s  %s\n' STAGE DURATION RESULT
  for ((i = 0; i < ${#stage_names[@]}; i++)); do
    printf '%-32s %4d m %02d s  %s\n' "${stage_names[i]}" \
      "$((stage_seconds[i] / 60))" "$((stage_seconds[i] % 60))" "${stage_results[i]}"
    total=$((total + stage_seconds[i]))
  done
  printf '%-32s %4d m %02d s\n' total "$((total / 60))" "$((total % 60))"
}
