{{/* Made from operator/manifests/rbac.yaml by GeneratedTemplatesTest. */}}

{{- define "event-topology-operator.rules.cluster" -}}
{{- if include "event-topology-operator.ownCertificate" . }}
# Admission: the caBundle of the operator's own webhook (admission.webhookConfiguration). Nothing else in it is changed.
- apiGroups: [admissionregistration.k8s.io]
  resources: [validatingwebhookconfigurations]
  resourceNames: [{{ include "event-topology-operator.fullname" . }}]
  verbs: [get, patch]
{{- end }}
{{- end }}

{{- define "event-topology-operator.rules.own" -}}
# Leader election.
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [get, create, update, patch]
# Records of topics that were left behind, and of users on Direct clusters, which go with their service.
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, create, patch, delete]
# Credentials for Direct clusters, and the certificate of the admission webhook.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get]
{{- if include "event-topology-operator.ownCertificate" . }}
# Admission: the webhook's certificate (admission.secret). Kubernetes cannot restrict creating to a name; what exists is changed
# under that name only.
- apiGroups: [""]
  resources: [secrets]
  verbs: [create]
- apiGroups: [""]
  resources: [secrets]
  resourceNames: [{{ include "event-topology-operator.fullname" . }}-admission]
  verbs: [update]
{{- end }}
{{- end }}

{{- define "event-topology-operator.rules.strimzi" -}}
- apiGroups: [kafka.strimzi.io]
  resources: [kafkatopics, kafkausers]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [kafka.strimzi.io]
  resources: [kafkas]
  verbs: [list, watch]
# Users' credentials and the cluster's certificate authority, which Strimzi writes here.
- apiGroups: [""]
  resources: [secrets]
  verbs: [list, watch]
{{- end }}

{{- define "event-topology-operator.rules.watched" -}}
# Our own kinds: read, set the finalizer (patch), report (status). Bundled services are EventServices that a topology owns.
- apiGroups: [eventtopology.io]
  resources: [eventtopologies]
  verbs: [get, list, watch, patch]
- apiGroups: [eventtopology.io]
  resources: [eventservices]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [eventtopology.io]
  resources: [eventtopologies/status, eventservices/status]
  verbs: [patch]
# Children beside the resources.
- apiGroups: [dapr.io]
  resources: [components, subscriptions, resiliencies, configurations]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [services, serviceaccounts]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [keda.sh]
  resources: [scaledobjects, triggerauthentications]
  verbs: [get, list, watch, create, patch, delete]
# Copies of credentials beside the apps, and the versions of Secrets that pods read.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch, create, patch, delete]
{{- if .Values.deliveryVerification.enabled }}
# Delivery verification: the pods of services.
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch]
{{- end }}
{{- if and .Values.deliveryVerification.enabled .Values.deliveryVerification.restart }}
# Eviction: the restart of pods without their sidecar or subscription (deliveryVerification.restart).
- apiGroups: [""]
  resources: [pods/eviction]
  verbs: [create]
{{- end }}
# JSON Schemas of events, labels that allowedNamespaces selects by, and Events for people.
- apiGroups: [""]
  resources: [configmaps, namespaces]
  verbs: [get]
- apiGroups: [""]
  resources: [events]
  verbs: [create]
{{- end }}
