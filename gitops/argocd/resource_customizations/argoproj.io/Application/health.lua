-- An Application of Applications waits for a wave only if it can see the health of each Application in it.
local status = obj.status
if status == nil or status.health == nil or status.health.status == nil then
  return { status = "Progressing", message = "Waiting for the first comparison" }
end
return { status = status.health.status, message = status.health.message }
