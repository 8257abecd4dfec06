# Sets $python to an interpreter that can make a virtual environment, or says how to get one.
python=
for name in python3 python3.14 python3.13 python3.12 python3.11; do
  if command -v "$name" >/dev/null 2>&1 &&
    "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$name
    break
  fi
done
if [ -z "$python" ]; then
  echo "需要 Python 3.11 或更高版本及其 venv 模块。Debian/Ubuntu 请执行:" >&2
  echo "  apt-get install python3 python3-venv" >&2
  return 1
fi
