"""The use cases: `async def verb(context, actor, command)`, one file a noun."""
