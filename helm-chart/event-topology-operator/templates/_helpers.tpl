{{/* Name of the program, for labels. */}}
{{- define "event-topology-operator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Prefix of every object. 52 characters, so that the longest suffix fits. */}}
{{- define "event-topology-operator.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains (include "event-topology-operator.name" .) .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "event-topology-operator.name" .) | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* What never changes in the life of a release, and so may stand in selectors. */}}
{{- define "event-topology-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "event-topology-operator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end }}

{{/* Labels of every object. A user's labels never replace the chart's own. */}}
{{- define "event-topology-operator.labels" -}}
{{- $own := include "event-topology-operator.selectorLabels" . | fromYaml -}}
{{- $_ := include "event-topology-operator.releaseLabels" . | fromYaml | merge $own -}}
{{- merge $own .Values.extraLabels | toYaml }}
{{- end }}

{{/* Labels of objects that belong to no component: the CRDs. */}}
{{- define "event-topology-operator.objectLabels" -}}
{{- $labels := omit (include "event-topology-operator.labels" . | fromYaml) "app.kubernetes.io/component" -}}
{{- toYaml $labels }}
{{- end }}

{{/* Labels of the operator's pods: without the chart's version, which would roll them for nothing. */}}
{{- define "event-topology-operator.podLabels" -}}
{{- $labels := omit (include "event-topology-operator.labels" . | fromYaml) "helm.sh/chart" -}}
{{- merge $labels .Values.podLabels | toYaml }}
{{- end }}

{{- define "event-topology-operator.releaseLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: event-topology-operator
{{- end }}

{{/* Annotations of every object, with the member name when there are any. */}}
{{- define "event-topology-operator.annotations" -}}
{{- with .Values.extraAnnotations -}}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "event-topology-operator.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "event-topology-operator.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- required "serviceAccount.name: write the name of the service account that exists, or set serviceAccount.create" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* The tag that the operator and the bundled services share. */}}
{{- define "event-topology-operator.tag" -}}
{{- default .Chart.AppVersion .Values.images.tag }}
{{- end }}

{{/* The operator's image. */}}
{{- define "event-topology-operator.image" -}}
{{- $repository := default (printf "%s/event-topology-operator" .Values.images.repository) .Values.image.repository }}
{{- if .Values.image.digest }}
{{- printf "%s@%s" $repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" $repository (default (include "event-topology-operator.tag" .) .Values.image.tag) }}
{{- end }}
{{- end }}

{{/* "true" when resources of all namespaces are watched. */}}
{{- define "event-topology-operator.watchesAll" -}}
{{- if has "*" .Values.watchNamespaces }}true{{ end }}
{{- end }}

{{/* The watched namespaces as a JSON list; empty when all are. */}}
{{- define "event-topology-operator.watchedNamespaces" -}}
{{- if include "event-topology-operator.watchesAll" . }}
{{- list | toJson }}
{{- else if .Values.watchNamespaces }}
{{- .Values.watchNamespaces | uniq | sortAlpha | toJson }}
{{- else }}
{{- list .Release.Namespace | toJson }}
{{- end }}
{{- end }}

{{/* Every namespace with a Strimzi cluster that topologies may use, as a JSON list. */}}
{{- define "event-topology-operator.strimziNamespaces" -}}
{{- $all := .Values.kafka.strimziNamespaces }}
{{- range .Values.kafka.clusters }}
{{- if .namespace }}
{{- $all = append $all .namespace }}
{{- end }}
{{- end }}
{{- $all | uniq | sortAlpha | toJson }}
{{- end }}

{{/* The operator's configuration file, see docs/operator-configuration.md. */}}
{{- define "event-topology-operator.configuration" -}}
watchNamespaces: {{ include "event-topology-operator.watchedNamespaces" . }}
kafka:
  {{- toYaml .Values.kafka | nindent 2 }}
dapr:
  {{- toYaml .Values.dapr | nindent 2 }}
images:
  repository: {{ .Values.images.repository | quote }}
  tag: {{ include "event-topology-operator.tag" . | quote }}
resyncInterval: {{ .Values.resyncInterval | quote }}
reconcileThreads: {{ .Values.reconcileThreads }}
leaderElection: true
httpPort: 8080
{{- if .Values.admission.enabled }}
admission:
  enabled: true
  port: 9443
  service: {{ include "event-topology-operator.fullname" . }}-admission
  {{- if include "event-topology-operator.certManager" . }}
  certificates: /etc/event-topology-operator-certificates
  {{- else }}
  secret: {{ include "event-topology-operator.fullname" . }}-admission
  webhookConfiguration: {{ include "event-topology-operator.fullname" . }}
  {{- end }}
{{- end }}
{{- if .Values.deliveryVerification.enabled }}
deliveryVerification:
  enabled: true
  interval: {{ .Values.deliveryVerification.interval | quote }}
  restart: {{ .Values.deliveryVerification.restart }}
{{- end }}
{{- end }}

{{/* Whom the roles are bound to. */}}
{{- define "event-topology-operator.subjects" -}}
- kind: ServiceAccount
  name: {{ include "event-topology-operator.serviceAccountName" . }}
  namespace: {{ .Release.Namespace }}
{{- end }}

{{/* What the restricted profile of Pod Security wants of a container, and a read-only root file system. */}}
{{- define "event-topology-operator.containerSecurityContext" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
readOnlyRootFilesystem: true
{{- end }}

{{/* What the restricted profile of Pod Security wants of a pod. The image's user is 65532. */}}
{{- define "event-topology-operator.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* Labels and annotations of the CRDs. */}}
{{- define "event-topology-operator.crdMetadata" -}}
labels:
  {{- include "event-topology-operator.objectLabels" . | nindent 2 }}
{{- $annotations := .Values.crds.annotations }}
{{- if .Values.crds.keep }}
{{- $annotations = mergeOverwrite (dict) $annotations (dict "helm.sh/resource-policy" "keep") }}
{{- end }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* "true" when cert-manager keeps the webhook's certificate. */}}
{{- define "event-topology-operator.certManager" -}}
{{- if and .Values.admission.enabled .Values.admission.certManager.enabled }}true{{ end }}
{{- end }}

{{/* Seconds that a pod still answers the webhook when it is to end; nothing when it ends at once. */}}
{{- define "event-topology-operator.shutdownDelay" -}}
{{- $delay := int .Values.admission.shutdownDelaySeconds }}
{{- if and .Values.admission.enabled $delay }}
{{- if ge $delay (int .Values.terminationGracePeriodSeconds) }}
{{- fail (printf "admission.shutdownDelaySeconds: %d leaves no time to end in good order; take less than terminationGracePeriodSeconds (%d), or raise that" $delay (int .Values.terminationGracePeriodSeconds)) }}
{{- end }}
{{- $delay }}
{{- end }}
{{- end }}

{{/* A namespace in which resources are reconciled: the release's own if it is one. */}}
{{- define "event-topology-operator.someWatchedNamespace" -}}
{{- $watched := include "event-topology-operator.watchedNamespaces" . | fromJsonArray }}
{{- if or (not $watched) (has .Release.Namespace $watched) }}
{{- .Release.Namespace }}
{{- else }}
{{- first $watched }}
{{- end }}
{{- end }}

{{/* "true" when the operator keeps the webhook's certificate itself. */}}
{{- define "event-topology-operator.ownCertificate" -}}
{{- if and .Values.admission.enabled (not .Values.admission.certManager.enabled) }}true{{ end }}
{{- end }}
