// Daprd is the sidecar with its stable components and, in addition, name resolution in a SQLite file, which lets
// sidecars on one machine find each other. A complete daprd has it too, and takes several times as long to build.
package main

import (
	"github.com/dapr/components-contrib/nameresolution/sqlite"
	"github.com/dapr/dapr/cmd/daprd/app"
	"github.com/dapr/dapr/pkg/components/nameresolution"
)

func init() {
	nameresolution.DefaultRegistry.RegisterComponent(sqlite.NewResolver, "sqlite")
}

func main() {
	app.Run()
}
