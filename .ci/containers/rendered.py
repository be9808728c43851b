"""Holds rendered manifests to the schemas of Kubernetes and to what the chart promises of its pod."""

import sys
import tomllib

import kubernetes_validate
import yaml

# Another project defines these.
FOREIGN = {"ServiceMonitor"}

for name in sys.argv[1:]:
    with open(name) as file:
        manifests = [manifest for manifest in yaml.safe_load_all(file) if manifest]
    for manifest in manifests:
        if manifest["kind"] not in FOREIGN:
            kubernetes_validate.validate(manifest, "1.30", strict=True)
    by_kind = {manifest["kind"]: manifest for manifest in manifests}
    config = tomllib.loads(by_kind["ConfigMap"]["data"]["bronwijzer.toml"])
    assert config["admin_address"] == "0.0.0.0:9180" and config["trusted_proxies"]
    pod = by_kind["StatefulSet"]["spec"]["template"]["spec"]
    # The Pod Security Standard `restricted`.
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
    for container in pod["containers"]:
        context = container["securityContext"]
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
    replicas = by_kind["StatefulSet"]["spec"]["replicas"]
    # An upgrade of machines never takes all of several servers.
    budget = by_kind.get("PodDisruptionBudget")
    assert (budget is not None) == (replicas > 1)
    assert budget is None or budget["spec"]["maxUnavailable"] == 1
    assert "NetworkPolicy" in by_kind
    print(f"{name}: {len(manifests)} manifests are as Kubernetes wants them")
