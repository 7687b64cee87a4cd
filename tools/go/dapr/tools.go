//go:build tools

// Package tools pins the Dapr programs that services run with on one machine. The sidecar is in the folder daprd.
package tools

import _ "github.com/dapr/dapr/cmd/sentry"
