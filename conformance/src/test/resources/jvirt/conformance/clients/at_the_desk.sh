# Runs a graphical program and, as soon as it is there, somebody who works it. usage: at_the_desk.sh FOLDER WORKER PROGRAM...
folder=$1 worker=$2; shift 2
export DISPLAY=:77 XDG_RUNTIME_DIR=$folder/xdg GSETTINGS_BACKEND=memory GTK_MODULES=gail:atk-bridge LC_ALL=C.UTF-8 NO_AT_BRIDGE=0
mkdir -p "$XDG_RUNTIME_DIR"; chmod 700 "$XDG_RUNTIME_DIR"
mkdir -p /tmp/.X11-unix; mount -t tmpfs stage /tmp/.X11-unix
Xvfb :77 -nolock -nolisten tcp -screen 0 1280x1024x24 > "$folder/xvfb.log" 2>&1 &
screen=$!
for _ in $(seq 600); do [ -S /tmp/.X11-unix/X77 ] && break; sleep 0.1; done
dbus-run-session -- sh -c 'folder=$1 worker=$2; shift 2
    /usr/libexec/at-spi-bus-launcher --launch-immediately & bus=$!
    "$@" > "$folder/program.log" 2>&1 & program=$!
    /usr/bin/python3 "$worker" "$folder"; status=$?
    kill $program $bus; exit $status' sh "$folder" "$worker" "$@"
status=$?
kill $screen
exit $status
