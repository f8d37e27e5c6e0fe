profile=
for word; do
  case "$word" in --profile=*) profile=${word#--profile=} ;; esac
done
step() {
  printf '{"specversion":"1.0","type":"io.k8s.sigs.minikube.step","data":{"currentstep":"%s","message":"%s","name":"%s","totalsteps":"19"}}\n' "$1" "$2" "$2"
}

case "$1" in
  version) echo v1.38.1 ;;
  status)
    if [ -e "$WORLD/cluster/ready" ]; then
      printf '{"Name":"%s","Host":"Running","Kubelet":"Running","APIServer":"Running","Kubeconfig":"Configured","Worker":false}\n' "$profile"
    elif [ -e "$WORLD/containers/$profile" ]; then
      printf '{"Name":"%s","Host":"Stopped","Kubelet":"Stopped","APIServer":"Stopped","Kubeconfig":"Stopped","Worker":false}\n' "$profile"
      exit 7
    else
      echo "* Profile \"$profile\" not found. Run \"minikube profile list\" to view all profiles."
      exit 85
    fi
    ;;
  start)
    mkdir -p "$WORLD/networks" "$WORLD/volumes" "$WORLD/containers" "$WORLD/cluster"
    step 0 'Initial Minikube Setup'
    touch "$WORLD/networks/$profile"
    pace
    step 5 'Creating Container'
    touch "$WORLD/volumes/$profile"
    pace
    touch "$WORLD/containers/$profile"
    pace
    step 12 'Preparing Kubernetes'
    pace
    touch "$WORLD/cluster/ready" "$KUBECONFIG"
    step 19 'Done'
    ;;
  delete)
    # A start that was interrupted leaves a network that the real one forgets, too.
    [ -e "$WORLD/cluster/ready" ] && rm -f "$WORLD/networks/$profile"
    rm -rf "$WORLD/containers/$profile" "$WORLD/volumes/$profile" "$WORLD/cluster"
    pace
    echo "* Removed all traces of the \"$profile\" cluster."
    ;;
  logs) echo "==> Audit <==" ;;
  *) echo "unknown command $1" >&2; exit 64 ;;
esac
