"""The engines that draft: llama.cpp on the CPU, transformers on the GPU, an OpenAI-compatible server."""
