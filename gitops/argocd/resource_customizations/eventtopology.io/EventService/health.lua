-- The operator writes kstatus conditions; a status of an earlier generation says nothing about what is wanted now.
local hs = { status = "Progressing", message = "Waiting for the operator to take up the change" }
local status = obj.status
if status == nil or status.observedGeneration ~= obj.metadata.generation then
  return hs
end

local conditions = {}
for _, condition in ipairs(status.conditions or {}) do
  conditions[condition.type] = condition
end

local function holds(kind)
  return conditions[kind] ~= nil and conditions[kind].status == "True"
end

local function words(kind)
  local condition = conditions[kind]
  if condition.message == nil or condition.message == "" then
    return condition.reason
  end
  return condition.reason .. ": " .. condition.message
end

if holds("Stalled") then
  hs.status = "Degraded"
  hs.message = words("Stalled")
elseif obj.spec.paused then
  hs.status = "Suspended"
  hs.message = "Paused: spec.paused is true"
elseif holds("Ready") then
  hs.status = "Healthy"
  hs.message = conditions.Ready.message
elseif holds("Reconciling") then
  hs.message = words("Reconciling")
elseif conditions.Ready ~= nil then
  hs.message = words("Ready")
end
return hs
