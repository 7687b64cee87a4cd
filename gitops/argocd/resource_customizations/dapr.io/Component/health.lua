-- Dapr writes no status. What can be told from the object alone is whether any sidecar could load it.
local spec = obj.spec or {}
if spec.type == nil or spec.type == "" or spec.version == nil or spec.version == "" then
  return { status = "Degraded", message = "No sidecar can load a component without spec.type and spec.version" }
end
return { status = "Healthy", message = "In place; Dapr reports no status" }
