-- Dapr writes no status: what is there is in place.
return { status = "Healthy", message = "In place; Dapr reports no status" }
