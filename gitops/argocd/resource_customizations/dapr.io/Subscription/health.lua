-- Dapr writes no status. What can be told from the object alone is whether events have a way to go.
local routes = (obj.spec or {}).routes or {}
if (routes.default == nil or routes.default == "") and next(routes.rules or {}) == nil then
  return { status = "Degraded", message = "No event reaches the app: spec.routes has neither a default nor a rule" }
end
return { status = "Healthy", message = "In place; Dapr reports no status" }
