// Runs health scripts in the interpreter that Argo CD embeds, opened as Argo CD opens it for customizations
// (util/lua/lua.go of Argo CD 3.2): package, base and table, one second.
//
// Reads {"script": ..., "resource": ...} objects from standard input, writes {"status": ..., "message": ...} or
// {"error": ...} for each.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"time"

	lua "github.com/yuin/gopher-lua"
)

type question struct {
	Script   string `json:"script"`
	Resource any    `json:"resource"`
}

type answer struct {
	Status  string `json:"status,omitempty"`
	Message string `json:"message,omitempty"`
	Error   string `json:"error,omitempty"`
}

func main() {
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var q question
		if err := in.Decode(&q); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			panic(err)
		}
		if err := out.Encode(run(q)); err != nil {
			panic(err)
		}
	}
}

func run(q question) answer {
	l := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer l.Close()
	for name, open := range map[string]lua.LGFunction{
		lua.LoadLibName: lua.OpenPackage, lua.BaseLibName: lua.OpenBase, lua.TabLibName: lua.OpenTable,
	} {
		if err := l.CallByParam(lua.P{Fn: l.NewFunction(open), Protect: true}, lua.LString(name)); err != nil {
			panic(err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	l.SetContext(ctx)
	l.SetGlobal("obj", value(l, q.Resource))
	if err := l.DoString(q.Script); err != nil {
		return answer{Error: err.Error()}
	}
	result, ok := l.Get(-1).(*lua.LTable)
	if !ok {
		return answer{Error: "the script returns no table"}
	}
	return answer{Status: text(result, "status"), Message: text(result, "message")}
}

func text(table *lua.LTable, key string) string {
	if s, ok := table.RawGetString(key).(lua.LString); ok {
		return string(s)
	}
	return ""
}

func value(l *lua.LState, v any) lua.LValue {
	switch v := v.(type) {
	case bool:
		return lua.LBool(v)
	case float64:
		return lua.LNumber(v)
	case string:
		return lua.LString(v)
	case []any:
		table := l.NewTable()
		for _, item := range v {
			table.Append(value(l, item))
		}
		return table
	case map[string]any:
		table := l.NewTable()
		for key, item := range v {
			table.RawSetString(key, value(l, item))
		}
		return table
	}
	return lua.LNil
}
