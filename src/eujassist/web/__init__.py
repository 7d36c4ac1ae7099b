"""The web chat: questions on the left, the sources of the answers on the right."""

import os

# Gradio reads these when it is imported. Without them it tells its makers of every start.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"
